import Synchronization

/// Counts what is transferred; safe from any thread.
public final class TransferProgress: Sendable {
    public struct Count: Sendable, Equatable {
        /// Bytes that went over the wire, or were there from an earlier attempt.
        public var bytes: Int64 = 0
        public var totalBytes: Int64 = 0
        public var blobs = 0
        public var totalBlobs = 0
        /// Of those, the bytes that were there from an earlier attempt.
        public var resumedBytes: Int64 = 0
        /// Blobs that the other side had already.
        public var present = 0

        public init() {}
    }

    private let count = Mutex(Count())
    private let observer: @Sendable (Count) -> Void

    /// - Parameter observer: hears of every change, on any thread; it is to be quick.
    public init(observer: @escaping @Sendable (Count) -> Void = { _ in }) { self.observer = observer }

    public var current: Count { count.withLock { $0 } }

    func expect(blobs: Int, bytes: Int64) {
        change {
            $0.totalBlobs += blobs
            $0.totalBytes += bytes
        }
    }

    func add(bytes: Int64, resumed: Bool = false) {
        change {
            $0.bytes += bytes
            if resumed { $0.resumedBytes += bytes }
        }
    }

    /// - Parameters:
    ///   - present: it had not to go over the wire.
    ///   - resumed: `bytes` did not, either.
    func finish(present: Bool = false, bytes: Int64 = 0, resumed: Bool = false) {
        change {
            $0.blobs += 1
            $0.bytes += bytes
            if resumed { $0.resumedBytes += bytes }
            if present { $0.present += 1 }
        }
    }

    private func change(_ body: (inout Count) -> Void) {
        let now = count.withLock {
            body(&$0)
            return $0
        }
        observer(now)
    }
}
