import Synchronization

/// Whether anything was asked of the network yet. Safe from any thread.
final class TransferStage: Sendable {
    private let flag = Atomic(false)

    var hasBegun: Bool { flag.load(ordering: .relaxed) }

    func begin() { flag.store(true, ordering: .relaxed) }
}
