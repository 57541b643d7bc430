import Foundation
import Synchronization

/// The saved state of a stage on its way. It belongs to the stage's key and goes when the key is finished.
///
/// Two forms: a *checkpoint* is a folder that replaces the one before (weights, optimizer, position); *shards* are
/// files that add up (pictures made so far). Both appear whole, after they are on the disk, and are verified when
/// they are read back; what is damaged counts as absent.
public final class StageCheckpoints: Sendable {
    /// A checkpoint that was read back and found whole.
    public struct Saved: Hashable, Sendable {
        /// As given to `save`.
        public let name: String
        /// Holds what was written; to be read only.
        public let folder: String
    }

    let folder: String
    let fileSystem: any FileSystem
    private let resumedFlag = Atomic<Bool>(false)
    /// Shards of this attempt: reading them back is no resumption.
    let ownShards = Mutex<Set<String>>([])

    /// - Parameter folder: where to keep them; made when needed.
    public init(folder: String, fileSystem: any FileSystem = LocalFileSystem()) {
        self.folder = folder
        self.fileSystem = fileSystem
    }

    /// Whether state of an earlier attempt was handed out.
    var wasRead: Bool { resumedFlag.load(ordering: .relaxed) }

    func markRead() { resumedFlag.store(true, ordering: .relaxed) }

    /// Saves a checkpoint, durably, and then drops the one before it.
    ///
    /// - Parameters:
    ///   - name: such as `step-300`; one file name.
    ///   - write: fills the folder at the path that it is given.
    public func save(name: String, write: (String) throws -> Void) throws {
        guard Paths.isComponent(name) else { throw EngineError.unusableName(name) }
        let parent = Paths.join(folder, "checkpoints")
        try fileSystem.makeFolder(parent)
        let earlier = try entries(in: parent)
        let temporary = Paths.join(parent, "." + Paths.temporaryName())
        do {
            let content = Paths.join(temporary, "content")
            try fileSystem.makeFolder(content)
            try write(content)
            let manifest = try Self.manifest(ofFolder: content)
            let manifestPath = Paths.join(temporary, "manifest")
            try fileSystem.write(SealedRecord.seal(manifest.json), to: manifestPath, durably: false)
            let files = manifest.files.keys.sorted().map { Paths.join(content, $0) } + [manifestPath]
            try fileSystem.synchronize(files)
            try fileSystem.synchronize(Self.folders(of: manifest, below: content) + [temporary])
            let sequence = (earlier.last?.sequence ?? 0) + 1
            try fileSystem.rename(temporary, to: Paths.join(parent, "\(sequence)-\(name)"))
            try fileSystem.synchronize([parent])
        } catch {
            try? fileSystem.remove(temporary)
            throw error
        }
        for entry in earlier { try fileSystem.remove(entry.path) }
    }

    /// The latest whole checkpoint, if there is one.
    public func latest() throws -> Saved? {
        let saved = try latestWhole()
        if saved != nil { markRead() }
        return saved
    }

    /// As `latest`, for those who only want to know.
    func latestWhole() throws -> Saved? {
        for entry in try entries(in: Paths.join(folder, "checkpoints")).reversed() {
            let content = Paths.join(entry.path, "content")
            guard let expected = try? Self.readManifest(Paths.join(entry.path, "manifest")),
                let found = try? Self.manifest(ofFolder: content), found == expected
            else { continue }
            return Saved(name: entry.name, folder: content)
        }
        return nil
    }

    private struct Entry {
        var sequence: Int
        var name: String
        var path: String
    }

    private func entries(in parent: String) throws -> [Entry] {
        guard try FileStatus.read(parent)?.kind == .folder else { return [] }
        let entries: [Entry] = try FileReader.names(in: parent).compactMap { name in
            let parts = name.split(separator: "-", maxSplits: 1)
            guard parts.count == 2, let sequence = Int(parts[0]), sequence >= 0, sequence < .max else {
                return nil
            }
            return Entry(sequence: sequence, name: String(parts[1]), path: Paths.join(parent, name))
        }
        return entries.sorted { $0.sequence < $1.sequence }
    }

    private static func manifest(ofFolder folder: String) throws -> TreeManifest {
        var manifest = TreeManifest()
        for file in try FolderScanner(links: .refused).files(in: folder) {
            let digest = try FileHasher.digest(ofFileAt: file.path)
            manifest.files[file.relativePath] = TreeManifest.Entry(
                digest: digest, size: file.status.stamp.size)
        }
        return manifest
    }

    private static func readManifest(_ path: String) throws -> TreeManifest {
        let sealed = try FileReader.read(path, maximumBytes: TreeManifest.maximumBytes)
        return try TreeManifest(SealedRecord.open(sealed))
    }

    /// Every folder that holds files of the manifest, deepest first.
    private static func folders(of manifest: TreeManifest, below root: String) -> [String] {
        var folders: Set<String> = [root]
        for path in manifest.files.keys {
            var folder = Paths.parent(of: Paths.join(root, path))
            while folder != root, folders.insert(folder).inserted { folder = Paths.parent(of: folder) }
        }
        return folders.sorted().reversed()
    }
}
