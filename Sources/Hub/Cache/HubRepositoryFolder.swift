import Foundation

/// Names of the files and folders that `huggingface_hub` has for one repository.
///
///     models--org--name/
///       blobs/<etag>                 the bytes: SHA-256 of large files, git's SHA-1 of others
///       blobs/<etag>.incomplete      the beginning of a download
///       refs/<revision>              40 digits of a commit
///       snapshots/<commit>/<path>    a link, relative, to ../../blobs/<etag>
///       trees/<commit>.json          the list of the commit's files
///     .locks/models--org--name/<etag>.lock
public struct HubRepositoryFolder: Sendable {
    public let path: String
    private let locks: String

    init(cache: String, repository: String) {
        let name = "models--" + repository.split(separator: "/").joined(separator: "--")
        path = "\(cache)/\(name)"
        locks = "\(cache)/.locks/\(name)"
    }

    public func blob(_ etag: String) -> String { "\(path)/blobs/\(etag)" }
    public func incomplete(_ etag: String) -> String { "\(path)/blobs/\(etag).incomplete" }
    public func lock(_ etag: String) -> String { "\(locks)/\(etag).lock" }
    public func ref(_ revision: String) -> String { "\(path)/refs/\(revision)" }
    public func snapshot(_ commit: String) -> String { "\(path)/snapshots/\(commit)" }
    public func tree(_ commit: String) -> String { "\(path)/trees/\(commit).json" }

    public func pointer(_ file: HubFilePath, commit: String) -> String { "\(snapshot(commit))/\(file.text)" }

    /// What stands in the link of a file.
    public func target(of file: HubFilePath, etag: String) -> String {
        // Out of the folders of the file, of the commit and of the snapshots.
        String(repeating: "../", count: file.steps.count + 1) + "blobs/\(etag)"
    }

    /// What `CACHEDIR.TAG` in the cache says, so that backups leave it out.
    public static let cacheTag = """
        Signature: 8a477f597d28d172789f06886806bc55
        # This file is a cache directory tag created by huggingface_hub.
        # For information about cache directory tags, see:
        #\thttps://bford.info/cachedir/

        """

    public static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }
}
