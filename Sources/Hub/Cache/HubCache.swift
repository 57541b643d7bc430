import Foundation

/// The local cache of the Hugging Face hub, as `huggingface_hub` lays it out. Nothing is downloaded by it.
///
///     <cache>/models--org--name/refs/main            the commit that "main" was
///     <cache>/models--org--name/snapshots/<commit>/  the files, as links into ../../blobs
public struct HubCache: Sendable {
    /// The folder of all repositories.
    public let folder: String

    public init(folder: String) { self.folder = folder }

    /// The cache where `huggingface_hub` has it.
    public init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        folder = HubEnvironment(environment).cacheFolder
    }

    /// Where the files of a repository lie, or would lie.
    public func repository(_ reference: HubReference) -> HubRepositoryFolder {
        HubRepositoryFolder(cache: folder, repository: reference.repository)
    }

    /// The folder of a snapshot's files.
    public func snapshot(_ reference: HubReference) throws(HubAbsence) -> String {
        let repository = repository(reference)
        func absent(_ reason: String) -> HubAbsence { HubAbsence(reference: reference, reason: reason) }
        guard HubRepositoryFolder.isFolder(repository.path) else {
            throw absent("the model is not in \(folder)")
        }
        let commit: String
        if let data = FileManager.default.contents(atPath: repository.ref(reference.revision)) {
            let text = String(decoding: data.prefix(100), as: UTF8.self)
                .trimmingCharacters(in: .whitespacesAndNewlines)
            guard HubText.isHexadecimal(text, digits: 40) else {
                throw absent("refs/\(reference.revision) in \(repository.path) names no commit")
            }
            commit = text
        } else if reference.isCommit {
            commit = reference.revision
        } else {
            throw absent("the revision \"\(reference.revision)\" is not in \(repository.path)")
        }
        let snapshot = repository.snapshot(commit)
        guard HubRepositoryFolder.isFolder(snapshot) else {
            throw absent("the snapshot \(commit) is not in \(repository.path)")
        }
        return snapshot
    }
}
