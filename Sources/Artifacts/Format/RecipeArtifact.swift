import Engine
import Foundation

/// The parts of a recipe's artifact, told apart and checked as far as that goes without their content.
public struct RecipeArtifact: Sendable {
    public let manifest: ImageManifest
    public let config: RecipeConfig
    /// Of the project; each has a title.
    public private(set) var files: [Descriptor] = []
    public let resolved: Descriptor
    public private(set) var runRecord: Descriptor?
    public private(set) var actions: [Descriptor] = []
    public private(set) var objects: [Descriptor] = []

    /// - Parameter config: the content of the manifest's config.
    /// - Throws: `ArtifactError`: what is wrong first.
    public init(manifest: ImageManifest, config: Data) throws(ArtifactError) {
        guard manifest.artifactType == MediaType.recipeArtifact else {
            throw .unknownMediaType(
                manifest.artifactType ?? "", place: "the artifact", expected: MediaType.recipeArtifact)
        }
        guard manifest.config.mediaType == MediaType.recipeConfig else {
            throw .unknownMediaType(
                manifest.config.mediaType, place: "the config", expected: MediaType.recipeConfig)
        }
        let found = Digest(of: config)
        guard found == manifest.config.digest else {
            throw .otherContent(expected: manifest.config.digest, found: found)
        }
        self.manifest = manifest
        self.config = try RecipeConfig(parsing: config)
        var resolved: [Descriptor] = []
        var runs: [Descriptor] = []
        for (index, layer) in manifest.layers.enumerated() {
            switch layer.mediaType {
            case MediaType.file: files.append(layer)
            case MediaType.resolved: resolved.append(try Self.record(layer))
            case MediaType.runRecord: runs.append(try Self.record(layer))
            case MediaType.action: actions.append(try Self.record(layer))
            case MediaType.object: objects.append(layer)
            default:
                throw .unknownMediaType(
                    layer.mediaType, place: "layer \(index)", expected: "one of \(MediaType.file) and others")
            }
        }
        guard resolved.count == 1 else {
            throw .malformed("the manifest", "it has \(resolved.count) resolved forms, where one belongs")
        }
        guard runs.count <= 1 else {
            throw .malformed("the manifest", "it has \(runs.count) run records, where one may be")
        }
        self.resolved = resolved[0]
        runRecord = runs.first
        try Titles.check(files.map { $0.title ?? "" })
        guard files.contains(where: { $0.title == self.config.recipe }) else {
            throw .missingLayer(
                "file \"\(self.config.recipe.prefix(200))\", which its config names as the recipe")
        }
    }

    private static func record(_ layer: Descriptor) throws(ArtifactError) -> Descriptor {
        guard layer.size <= ArtifactLimits.recordBytes else {
            throw .tooLarge(
                "a layer of type \(layer.mediaType)", bytes: layer.size, maximum: ArtifactLimits.recordBytes)
        }
        return layer
    }
}
