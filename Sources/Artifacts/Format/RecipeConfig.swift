import Engine
import Foundation
import Values

/// The config of a recipe's artifact: what it holds, at a glance.
public struct RecipeConfig: Equatable, Sendable {
    public struct Stage: Equatable, Sendable {
        public var name: String
        public var kind: String
        /// nil where it was not known when the artifact was made.
        public var key: Digest?

        public init(name: String, kind: String, key: Digest?) {
            self.name = name
            self.kind = kind
            self.key = key
        }
    }

    /// A file that the recipe reads and the artifact leaves out, since it is large.
    public struct Omitted: Equatable, Sendable {
        public var path: String
        public var digest: Digest
        public var size: Int64

        public init(path: String, digest: Digest, size: Int64) {
            self.path = path
            self.digest = digest
            self.size = size
        }
    }

    static let version: Int64 = 1

    public var name: String
    /// The title of the recipe's file.
    public var recipe: String
    /// What was changed in the recipe on the command line, `path=value` each.
    public var overrides: [String]
    public var results: ResultsChoice
    public var stages: [Stage]
    public var omitted: [Omitted]

    public init(
        name: String, recipe: String, overrides: [String], results: ResultsChoice, stages: [Stage],
        omitted: [Omitted]
    ) {
        self.name = name
        self.recipe = recipe
        self.overrides = overrides
        self.results = results
        self.stages = stages
        self.omitted = omitted
    }

    /// Canonical JSON.
    public var data: Data {
        let value: JSONValue = [
            "tweedArtifact": .integer(Self.version), "name": .string(name), "recipe": .string(recipe),
            "overrides": .array(overrides.map { .string($0) }), "results": .string(results.rawValue),
            "stages": .array(
                stages.map { stage in
                    [
                        "name": .string(stage.name), "kind": .string(stage.kind),
                        "key": stage.key.map { .string($0.hexadecimal) } ?? .null,
                    ]
                }),
            "omitted": .array(
                omitted.map { file in
                    [
                        "path": .string(file.path), "digest": .string("sha256:" + file.digest.hexadecimal),
                        "size": .integer(file.size),
                    ]
                }),
        ]
        return value.canonicalData
    }

    /// Reads what may come from anyone.
    public init(parsing data: Data) throws(ArtifactError) {
        let reader = try ManifestReader(
            parsing: data, place: "the config", maximumBytes: ArtifactLimits.configBytes)
        let version = try reader.integer("tweedArtifact")
        guard version == Self.version else { throw .unknownVersion(version) }
        name = try reader.string("name")
        guard RelativePath.isPlain(name), !name.utf8.contains(UInt8(ascii: "/")), !name.hasPrefix(".") else {
            throw .malformed("the config", "\"\(name.prefix(200))\" cannot name a folder")
        }
        recipe = try reader.string("recipe")
        let choice = try reader.string("results")
        guard let results = ResultsChoice(rawValue: choice) else {
            throw .malformed("the config", "results is \"\(choice.prefix(200))\", not all, final or none")
        }
        self.results = results
        overrides = []
        for value in try reader.list("overrides", maximum: ArtifactLimits.layers) {
            guard case .string(let text) = value else {
                throw .malformed("the config", "an override is no text")
            }
            overrides.append(text)
        }
        stages = []
        for value in try reader.list("stages", maximum: ArtifactLimits.layers) {
            let stage = try ManifestReader(value, place: "a stage in the config")
            var key: Digest?
            if let text = try stage.optionalString("key") {
                key = Digest(hexadecimal: text)
                if key == nil { throw .malformed("the config", "a key is not 64 hexadecimal digits") }
            }
            stages.append(Stage(name: try stage.string("name"), kind: try stage.string("kind"), key: key))
        }
        omitted = []
        for value in try reader.list("omitted", maximum: ArtifactLimits.layers) {
            let file = try ManifestReader(value, place: "an omitted file in the config")
            omitted.append(
                Omitted(
                    path: try file.string("path"), digest: try file.digest("digest"),
                    size: try file.size("size")))
        }
    }
}
