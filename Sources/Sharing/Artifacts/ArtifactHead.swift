import Artifacts
import Engine
import Foundation

/// What tells all about an artifact: its manifest and its config, looked up and compared with their digests.
struct ArtifactHead {
    let digest: Digest
    /// As they came.
    let manifest: Data
    let config: Data
    let artifact: RecipeArtifact

    /// - Throws: `ArtifactError` where it is no recipe's, or is refused.
    init(_ client: RegistryClient) throws {
        (digest, manifest) = try client.resolved()
        let parsed = try ImageManifest(parsing: manifest)
        guard parsed.artifactType == MediaType.recipeArtifact else {
            throw ArtifactError.unknownMediaType(
                parsed.artifactType ?? "", place: "\(client.reference)", expected: MediaType.recipeArtifact)
        }
        config = try client.data(of: parsed.config, maximumBytes: Int64(ArtifactLimits.configBytes))
        artifact = try RecipeArtifact(manifest: parsed, config: config)
    }

    /// Files and descriptions only.
    var manifestWithoutResults: ImageManifest {
        var manifest = artifact.manifest
        manifest.layers.removeAll { [MediaType.action, MediaType.object].contains($0.mediaType) }
        return manifest
    }
}
