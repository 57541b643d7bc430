import Dispatch
import Engine
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Turns SIGINT and SIGTERM into a wish to stop; the second one ends the process at once.
final class StopSignals {
    /// The signal that came first.
    private final class First: Sendable {
        private let number = Mutex<Int32?>(nil)

        var value: Int32? { number.withLock { $0 } }

        /// - Returns: false when there was one already.
        func set(_ new: Int32) -> Bool {
            number.withLock { number in
                guard number == nil else { return false }
                number = new
                return true
            }
        }
    }

    private let first: First
    private let sources: [any DispatchSourceSignal]

    /// - Parameters:
    ///   - cancellation: raised by the first signal.
    ///   - announce: called once, on a queue of its own, so that a terminal that is held up holds nothing else up.
    init(cancellation: CancellationFlag, announce: @escaping @Sendable () -> Void) {
        let first = First()
        let queue = DispatchQueue(label: "tweed.signals")
        let announcements = DispatchQueue(label: "tweed.announcements")
        self.first = first
        sources = [SIGINT, SIGTERM].map { number in
            // Otherwise the default action ends the process before the source hears of it.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                guard first.set(number) else { _exit(128 + number) }
                cancellation.cancel()
                announcements.async(execute: announce)
            }
            source.activate()
            return source
        }
    }

    deinit {
        for source in sources { source.cancel() }
    }

    /// The signal that asked to stop.
    var received: Int32? { first.value }
}
