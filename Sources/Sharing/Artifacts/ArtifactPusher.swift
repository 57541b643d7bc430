import Artifacts
import Engine
import Foundation

/// Sends an artifact to a registry: blobs that it lacks, several at once, then the manifest.
public struct ArtifactPusher: Sendable {
    let client: RegistryClient
    let progress: TransferProgress
    let mountsFrom: [String]

    /// - Parameter mountsFrom: other repositories of the registry that may have the blobs, which it then need not be sent.
    public init(
        _ client: RegistryClient, progress: TransferProgress = TransferProgress(), mountsFrom: [String] = []
    ) {
        self.client = client
        self.progress = progress
        self.mountsFrom = mountsFrom.filter { $0 != client.reference.name }
    }

    /// - Parameters:
    ///   - signature: goes along, found by the digest of what it signs.
    ///   - isNew: the caller knows that the registry does not have it; not asking again saves two requests.
    /// - Returns: the digest of the manifest.
    @discardableResult
    public func push(_ artifact: PackedArtifact, signature: PackedArtifact? = nil, isNew: Bool = false)
        throws -> Digest
    {
        let data = artifact.manifest.data
        let digest = Digest(of: data)
        progress.expect(blobs: artifact.blobs.count, bytes: artifact.size)
        // A registry takes a manifest only with all of its blobs, so one that stands there needs none of them.
        if !isNew, try client.digest(of: "sha256:\(digest)") == digest {
            for _ in artifact.blobs { progress.finish(present: true) }
        } else {
            try send(artifact.blobs)
        }
        let version = client.reference.digest == nil ? client.reference.version : "sha256:\(digest)"
        if try isNew || client.digest(of: version) != digest {
            try client.put(data, mediaType: MediaType.imageManifest, as: version)
        }
        if let signature { try attach(signature, to: digest) }
        return digest
    }

    private func send(_ blobs: [Blob]) throws {
        // The largest first: the last one to begin should not be the longest.
        let sorted = blobs.sorted { $0.descriptor.size > $1.descriptor.size }
        try WorkerPool.forEach(sorted) { [self] blob in
            if try client.holds(blob.descriptor) { return progress.finish(present: true) }
            var location: URL?
            for repository in mountsFrom {
                location = try client.mount(blob.descriptor, from: repository)
                if location == nil { return progress.finish(present: true) }
            }
            try client.upload(blob, to: location) { progress.add(bytes: $0) }
            progress.finish()
        }
    }

    private func attach(_ signature: PackedArtifact, to digest: Digest) throws {
        try send(signature.blobs)
        let descriptor = signature.manifest.descriptor
        try client.put(
            signature.manifest.data, mediaType: MediaType.imageManifest, as: "sha256:\(descriptor.digest)")
        var index = try client.referrers(of: digest)
        guard !index.manifests.contains(where: { $0.digest == descriptor.digest }) else { return }
        index.manifests.append(descriptor)
        try client.put(index.data, mediaType: MediaType.imageIndex, as: "sha256-\(digest)")
    }
}
