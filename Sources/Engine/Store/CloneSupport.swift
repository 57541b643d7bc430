import Synchronization

/// Remembers that a file system cannot share blocks between files, so that it is not asked for every file.
final class CloneSupport: Sendable {
    private let failures = Atomic<Int>(0)

    /// One refusal could be of one file only.
    private static let patience = 2

    var isWorthTrying: Bool { failures.load(ordering: .relaxed) < Self.patience }

    func giveUp() { failures.add(1, ordering: .relaxed) }
}
