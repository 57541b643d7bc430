import Synchronization

/// What was written and is not known to be on the disk yet, so that one flush serves many stages.
///
/// A kill of the process loses nothing of it. A power cut may: what it damages is found when it is read, since all
/// content is verified, and is made again. So the rule is: settle before something goes that would be needed to make
/// it again (saved state), before a remembered digest is written down, at the end of a run, and else now and then.
final class UnsettledWrites: Sendable {
    /// Stages that end within so many seconds share a flush: about as much work as a power cut may cost.
    static let interval = 1.0

    private struct Pending {
        var files: [String] = []
        var folders: Set<String> = []
        var since: Double?
    }

    private let fileSystem: any FileSystem
    private let stamps: StatCache
    private let pending = Mutex(Pending())
    /// Held during a flush, so that whoever needs one also waits for that of another thread.
    private let flushing = Mutex(())

    init(fileSystem: any FileSystem, stamps: StatCache) {
        self.fileSystem = fileSystem
        self.stamps = stamps
    }

    /// - Parameters:
    ///   - files: whose content is to be flushed; under their final names.
    ///   - folders: in which names were made.
    func add(files: [String], folders: some Sequence<String>) {
        pending.withLock { pending in
            pending.files += files
            pending.folders.formUnion(folders)
            pending.since = pending.since ?? WallClock.steadySeconds()
        }
    }

    /// Settles when the oldest write has waited long enough.
    func settleIfDue() throws {
        let isDue = pending.withLock { pending in
            pending.since.map { WallClock.steadySeconds() - $0 >= Self.interval } ?? false
        }
        if isDue { try settle() }
    }

    /// Brings everything written so far to the disk.
    func settle() throws {
        try flushing.withLock { _ in
            let (writes, learned) = pending.withLock { pending in
                defer { pending = Pending() }
                // The digests that were known before the flush are of content that is on the disk after it.
                return (pending, stamps.takePending())
            }
            let files = try writes.files.filter { try FileStatus.read($0) != nil }
            try fileSystem.synchronize(files)
            try fileSystem.synchronize(writes.folders.sorted())
            stamps.write(learned)
        }
    }
}
