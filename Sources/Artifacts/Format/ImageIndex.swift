import Foundation
import Values

/// A list of manifests (OCI image index 1.1).
public struct ImageIndex: Equatable, Sendable {
    public var manifests: [Descriptor]

    public init(_ manifests: [Descriptor] = []) { self.manifests = manifests }

    /// Reads an index, which may come from anyone.
    /// - Throws: `ArtifactError`: what is wrong with it first.
    public init(parsing data: Data) throws(ArtifactError) {
        let reader = try ManifestReader(
            parsing: data, place: "the index", maximumBytes: ArtifactLimits.manifestBytes)
        guard try reader.integer("schemaVersion") == 2 else {
            throw .malformed("the index", "schemaVersion is not 2")
        }
        if let type = try reader.optionalString("mediaType"), type != MediaType.imageIndex {
            throw .unknownMediaType(type, place: "the index", expected: MediaType.imageIndex)
        }
        manifests = []
        for (index, value) in try reader.list("manifests", maximum: ArtifactLimits.indexEntries).enumerated()
        {
            manifests.append(try Descriptor(value, place: "entry \(index) of the index"))
        }
    }

    /// Canonical JSON.
    public var data: Data {
        let value: JSONValue = [
            "schemaVersion": 2, "mediaType": .string(MediaType.imageIndex),
            "manifests": .array(manifests.map(\.json)),
        ]
        return value.canonicalData
    }
}
