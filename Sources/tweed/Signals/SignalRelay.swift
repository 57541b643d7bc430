import Dispatch

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Passes SIGINT and SIGTERM on to another process, which is to end first and to say how.
final class SignalRelay {
    private static let numbers = [SIGINT, SIGTERM]

    private let sources: [any DispatchSourceSignal]

    /// - Parameter process: has begun already, or it would ignore the signals as this one does now.
    init(to process: pid_t) {
        let queue = DispatchQueue(label: "tweed.relay")
        sources = Self.numbers.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { kill(process, number) }
            source.activate()
            return source
        }
    }

    /// Signals end this process again.
    func stop() {
        for source in sources { source.cancel() }
        for number in Self.numbers { signal(number, SIG_DFL) }
    }
}
