import Synchronization

/// Thrown by work that stopped because it was asked to.
public struct CancelledError: Error, Equatable, Sendable {
    public init() {}
}

/// A wish to stop, raised once and seen by all. Long work looks at it often, saves its state, and throws.
public final class CancellationFlag: Sendable {
    private let raised = Atomic<Bool>(false)

    public init() {}

    public var isCancelled: Bool { raised.load(ordering: .relaxed) }

    public func cancel() { raised.store(true, ordering: .relaxed) }

    /// - Throws: `CancelledError` once the flag is raised.
    public func check() throws {
        if isCancelled { throw CancelledError() }
    }
}
