import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Answers "nothing changed" without reading the recipe: a few thousand looks at file stamps, which hold the time of
/// the last status change and the inode. Any difference means the long way, which knows what to do.
public struct SnapshotStore: Sendable {
    static let maximumBytes = 256 << 20

    private let layout: CacheLayout
    private let fileSystem: any FileSystem

    public init(cacheFolder: String, fileSystem: any FileSystem = LocalFileSystem()) {
        layout = CacheLayout(root: cacheFolder)
        self.fileSystem = fileSystem
    }

    /// - Parameters:
    ///   - name: of all that the person asked for: recipe, overrides, folders.
    ///   - conditions: texts that must be the same as then, such as which program runs.
    /// - Returns: the last run that was asked for the same, when nothing that it looked at has changed since.
    public func unchanged(_ name: Digest, _ conditions: [String]) -> RunSnapshot? {
        let path = path(name)
        guard let data = try? FileReader.read(path, maximumBytes: Self.maximumBytes),
            let snapshot = SnapshotText.unchanged(data, conditions: conditions)
        else { return nil }
        noteUse(of: snapshot, at: path)
        return snapshot
    }

    func write(_ snapshot: RunSnapshot, name: Digest) throws {
        guard let data = SnapshotText.data(snapshot) else { return }
        try fileSystem.makeFolder(layout.snapshots)
        try fileSystem.makeFolder(layout.temporary)
        let temporary = Paths.join(layout.temporary, Paths.temporaryName())
        try fileSystem.write(data, to: temporary, durably: false)
        try fileSystem.rename(temporary, to: path(name))
    }

    private func path(_ name: Digest) -> String { Paths.join(layout.snapshots, name.hexadecimal) }

    /// Collections go by when a result was of use; that is noted now and then.
    private func noteUse(of snapshot: RunSnapshot, at path: String) {
        guard let status = try? FileStatus.read(path),
            status.stamp.modified + LocalActionCache.useInterval < WallClock.nanoseconds()
        else { return }
        let actions = LocalActionCache(root: layout.root, fileSystem: fileSystem)
        for stage in snapshot.stages { try? actions.markUsed(stage.key) }
        utimes(path, nil)
    }
}
