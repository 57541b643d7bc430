import Engine
import Foundation
import Values

/// What an artifact consists of (OCI image manifest 1.1).
public struct ImageManifest: Equatable, Sendable {
    public var artifactType: String?
    public var config: Descriptor
    public var layers: [Descriptor]
    /// The manifest that this one says something about.
    public var subject: Descriptor?
    public var annotations: [String: String]

    public init(
        artifactType: String?, config: Descriptor, layers: [Descriptor], subject: Descriptor? = nil,
        annotations: [String: String] = [:]
    ) {
        self.artifactType = artifactType
        self.config = config
        self.layers = layers
        self.subject = subject
        self.annotations = annotations
    }

    /// Reads a manifest, which may come from anyone, and checks all that can be checked without knowing its type.
    /// - Throws: `ArtifactError`: what is wrong with it first.
    public init(parsing data: Data) throws(ArtifactError) {
        let reader = try ManifestReader(
            parsing: data, place: "the manifest", maximumBytes: ArtifactLimits.manifestBytes)
        guard try reader.integer("schemaVersion") == 2 else {
            throw .malformed("the manifest", "schemaVersion is not 2")
        }
        if let type = try reader.optionalString("mediaType"), type != MediaType.imageManifest {
            throw .unknownMediaType(type, place: "the manifest", expected: MediaType.imageManifest)
        }
        artifactType = try reader.optionalString("artifactType")
        config = try Descriptor(reader.value("config"), place: "the config of the manifest")
        var layers: [Descriptor] = []
        for (index, value) in try reader.list("layers", maximum: ArtifactLimits.layers).enumerated() {
            layers.append(try Descriptor(value, place: "layer \(index) of the manifest"))
        }
        self.layers = layers
        if let value = reader.fields["subject"], !value.isNull {
            subject = try Descriptor(value, place: "the subject of the manifest")
        } else {
            subject = nil
        }
        annotations = try reader.annotations()
        try checkSizes()
    }

    /// Canonical JSON, so that equal manifests have equal digests.
    public var data: Data {
        var fields: [String: JSONValue] = [
            "schemaVersion": 2, "mediaType": .string(MediaType.imageManifest), "config": config.json,
            "layers": .array(layers.map(\.json)),
        ]
        if let artifactType { fields["artifactType"] = .string(artifactType) }
        if let subject { fields["subject"] = subject.json }
        if !annotations.isEmpty { fields["annotations"] = .object(annotations.mapValues { .string($0) }) }
        return JSONValue.object(fields).canonicalData
    }

    /// Of the canonical JSON.
    public var descriptor: Descriptor {
        let data = data
        return Descriptor(
            mediaType: MediaType.imageManifest, digest: Digest(of: data), size: Int64(data.count),
            artifactType: artifactType)
    }

    /// The config and the layers, each digest once, in the order of the layers.
    public var blobs: [Descriptor] {
        var seen: Set<Digest> = []
        return ([config] + layers).filter { seen.insert($0.digest).inserted }
    }

    private func checkSizes() throws(ArtifactError) {
        var sizes: [Digest: Int64] = [:]
        var total: Int64 = 0
        for blob in [config] + layers {
            if let known = sizes[blob.digest] {
                guard known == blob.size else {
                    throw .malformed(
                        "the manifest",
                        "blob \(blob.digest.short) has two sizes, \(known) and \(blob.size) bytes")
                }
                continue
            }
            sizes[blob.digest] = blob.size
            // Cannot overflow: each size is at most a thousandth of the limit.
            total += blob.size
            guard total <= ArtifactLimits.totalBytes else {
                throw .tooLarge("the artifact", bytes: total, maximum: ArtifactLimits.totalBytes)
            }
        }
    }
}
