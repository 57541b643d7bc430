import Artifacts
import Engine
import Foundation

/// Fetches a recipe's artifact into a folder and a cache.
public struct ArtifactPuller: Sendable {
    /// Signatures of one artifact that are looked at.
    private static let maximumSignatures = 64

    let client: RegistryClient
    let progress: TransferProgress

    public init(_ client: RegistryClient, progress: TransferProgress = TransferProgress()) {
        self.client = client
        self.progress = progress
    }

    /// - Parameters:
    ///   - folder: for the recipe and its files; nil for one with the recipe's name.
    ///   - cacheFolder: for the results; nil for the one in the folder.
    ///   - key: whose signature the artifact must have.
    ///   - isLazy: results stay in the registry until they are needed; see `RemoteIndex`.
    /// - Returns: what came of it, and the digest of the manifest.
    public func pull(
        into folder: String?, cacheFolder: String? = nil, overwrites: Bool = false,
        key: VerificationKey? = nil, isLazy: Bool = false
    ) throws -> (unpacked: Unpacked, digest: Digest) {
        let head = try ArtifactHead(client)
        if let key { try require(key, of: head.digest) }
        let folder = folder ?? head.artifact.config.name
        let root = URL(fileURLWithPath: folder).standardizedFileURL.path
        let results = isLazy ? try LazyResults(head, client) : nil
        let unpacked = try unpack(
            isLazy ? head.manifestWithoutResults : head.artifact.manifest, head.config, root,
            cacheFolder: cacheFolder, overwrites: overwrites)
        try results?.write(projectFolder: root)
        return (unpacked, head.digest)
    }

    func unpack(
        _ manifest: ImageManifest, _ config: Data, _ root: String, cacheFolder: String?, overwrites: Bool
    ) throws -> Unpacked {
        let unpacker = try ArtifactUnpacker(
            manifest: manifest, config: config, folder: root,
            cacheFolder: cacheFolder ?? root + "/.tweed/cache",
            overwrites: overwrites)
        let missing = try unpacker.missing()
        progress.expect(blobs: missing.count, bytes: missing.reduce(0) { $0 + $1.size })
        try unpacker.makeStagingFolder()
        try WorkerPool.forEach(missing.sorted { $0.size > $1.size }) { [client, progress] blob in
            try client.download(blob, to: unpacker.stagingPath(of: blob.digest)) { progress.add(bytes: $0) }
            unpacker.noteVerified(blob.digest)
            progress.finish()
        }
        return try unpacker.finish()
    }

    /// - Throws: `ArtifactError` where no signature by this key is right.
    private func require(_ key: VerificationKey, of digest: Digest) throws {
        var signatures: [(manifest: ImageManifest, signature: Data)] = []
        let entries = try client.referrers(of: digest).manifests
        for entry in entries.filter({ $0.artifactType == MediaType.signature }).prefix(Self.maximumSignatures)
        {
            guard let data = try client.manifest(entry.digest),
                let manifest = try? ImageManifest(parsing: data),
                let layer = try? ArtifactSignature.layer(of: manifest, subject: digest)
            else { continue }
            signatures.append((manifest, try client.data(of: layer, maximumBytes: 64)))
        }
        try ArtifactSignature.require(key, among: signatures, of: digest)
    }
}
