import Foundation

/// The local cache of the Hugging Face hub. Nothing is downloaded.
///
///     <cache>/models--org--name/refs/main            the commit that "main" was
///     <cache>/models--org--name/snapshots/<commit>/  the files, as links into ../../blobs
public struct HubCache: Sendable {
    /// The folder of all repositories.
    public let folder: String

    /// The cache where `huggingface_hub` has it: `HF_HUB_CACHE`, else `HF_HOME/hub`, else
    /// `XDG_CACHE_HOME/huggingface/hub`, else `~/.cache/huggingface/hub`.
    public init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        func value(_ name: String) -> String? {
            guard let text = environment[name], !text.isEmpty else { return nil }
            guard text == "~" || text.hasPrefix("~/") else { return text }
            return (environment["HOME"] ?? "~") + text.dropFirst()
        }
        if let folder = value("HF_HUB_CACHE") ?? value("HUGGINGFACE_HUB_CACHE") {
            self.folder = folder
        } else if let home = value("HF_HOME") {
            folder = home + "/hub"
        } else if let caches = value("XDG_CACHE_HOME") {
            folder = caches + "/huggingface/hub"
        } else {
            folder = (environment["HOME"] ?? "~") + "/.cache/huggingface/hub"
        }
    }

    /// The folder of a snapshot's files.
    public func snapshot(_ reference: HubReference) throws(CheckpointFileError) -> String {
        let repository =
            "\(folder)/models--" + reference.repository.split(separator: "/").joined(separator: "--")
        func absent(_ reason: String) -> CheckpointFileError {
            CheckpointFileError(
                path: reference.description,
                problem: .noSnapshot(
                    reason: reason,
                    command: "hf download \(reference.repository) --revision \(reference.revision)"))
        }
        guard FileTree.isFolder(repository) else { throw absent("the model is not in \(folder)") }
        let commit: String
        if let data = FileManager.default.contents(atPath: "\(repository)/refs/\(reference.revision)") {
            let text = String(decoding: data.prefix(100), as: UTF8.self)
                .trimmingCharacters(in: .whitespacesAndNewlines)
            guard let found = try? HubReference("hub:x@\(text)"), found.isCommit else {
                throw absent("refs/\(reference.revision) in \(repository) names no commit")
            }
            commit = text
        } else if reference.isCommit {
            commit = reference.revision
        } else {
            throw absent("the revision \"\(reference.revision)\" is not in \(repository)")
        }
        let snapshot = "\(repository)/snapshots/\(commit)"
        guard FileTree.isFolder(snapshot) else {
            throw absent("the snapshot \(commit) is not in \(repository)")
        }
        return snapshot
    }

    /// The files of a snapshot.
    public func tree(_ reference: HubReference) throws(CheckpointFileError) -> FileTree {
        FileTree(folder: try snapshot(reference))
    }
}
