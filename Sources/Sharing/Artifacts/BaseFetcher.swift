import Artifacts
import Engine
import Foundation

/// Fetches a recipe that others extend into a folder of its own: see `FetchedBase`.
public struct BaseFetcher {
    private let client: RegistryClient

    public init(_ client: RegistryClient) { self.client = client }

    /// - Parameters:
    ///   - folder: appears whole or not at all; what stands there stays.
    ///   - cacheFolder: lends its space for what comes in.
    /// - Throws: `RegistryError.notPinned` without a digest.
    public func fetch(into folder: String, cacheFolder: String) throws {
        guard client.reference.digest != nil else { throw RegistryError.notPinned(client.reference) }
        let head = try ArtifactHead(client)
        let parent = (folder as NSString).deletingLastPathComponent
        let new = parent + "/.new-" + UUID().uuidString
        let files = FileManager.default
        try files.createDirectory(atPath: new, withIntermediateDirectories: true)
        defer { try? files.removeItem(atPath: new) }
        _ = try ArtifactPuller(client).unpack(
            head.manifestWithoutResults, head.config, new + "/" + FetchedBase.files, cacheFolder: cacheFolder,
            overwrites: false)
        // The mark of a project, which this is not.
        rmdir(new + "/" + FetchedBase.files + "/.tweed")
        for (name, data) in [(FetchedBase.manifest, head.manifest), (FetchedBase.config, head.config)] {
            try data.write(to: URL(fileURLWithPath: new + "/" + name))
        }
        guard rename(new, folder) == 0 || files.fileExists(atPath: folder) else {
            throw HTTPError.file(path: folder, code: errno)
        }
    }
}
