import Engine
import Foundation

/// A recipe that was fetched because another extends it by its digest: a folder with the artifact's manifest, its config
/// and its files, without results.
///
///     manifest.json   whose digest is the one that the recipe names
///     config.json
///     files/...
public struct FetchedBase: Sendable {
    public static let manifest = "manifest.json"
    public static let config = "config.json"
    public static let files = "files"

    /// The path of the recipe.
    public let recipe: String

    /// Compares everything in the folder with the digest, so that what was altered since does not count.
    /// - Throws: `ArtifactError`.
    public init(folder: String, digest: Digest) throws {
        let manifest = try Self.read(folder + "/" + Self.manifest, ArtifactLimits.manifestBytes)
        let found = Digest(of: manifest)
        guard found == digest else { throw ArtifactError.otherContent(expected: digest, found: found) }
        let artifact = try RecipeArtifact(
            manifest: ImageManifest(parsing: manifest),
            config: Self.read(folder + "/" + Self.config, ArtifactLimits.configBytes))
        for file in artifact.files {
            let path = folder + "/" + Self.files + "/" + (file.title ?? "")
            let found = try BlobDigest.ofFile(path)
            guard found == file.digest else {
                throw ArtifactError.otherContent(expected: file.digest, found: found)
            }
        }
        recipe = folder + "/" + Self.files + "/" + artifact.config.recipe
    }

    private static func read(_ path: String, _ maximum: Int) throws -> Data {
        let file = try SourceFile(path: path)
        guard file.size <= maximum else {
            throw ArtifactError.tooLarge(path, bytes: file.size, maximum: Int64(maximum))
        }
        return Data(try file.bytes(from: 0, count: Int(file.size)))
    }
}
