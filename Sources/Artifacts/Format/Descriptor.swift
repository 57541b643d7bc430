import Engine
import Values

/// Names a blob: what it is, its digest and its size (OCI image specification, "descriptor").
public struct Descriptor: Hashable, Sendable {
    public var mediaType: String
    public var digest: Digest
    /// In bytes.
    public var size: Int64
    public var annotations: [String: String]
    public var artifactType: String?

    public init(
        mediaType: String, digest: Digest, size: Int64, annotations: [String: String] = [:],
        artifactType: String? = nil
    ) {
        self.mediaType = mediaType
        self.digest = digest
        self.size = size
        self.annotations = annotations
        self.artifactType = artifactType
    }

    /// The path of a file.
    public var title: String? { annotations[AnnotationName.title] }
    public var isExecutable: Bool { annotations[AnnotationName.executable] == "true" }

    /// Of `{}`, which stands where a manifest must have a config and there is none.
    public static var emptyConfig: Descriptor {
        Descriptor(
            mediaType: MediaType.emptyConfig,
            digest: Digest(of: emptyConfigData), size: Int64(emptyConfigData.count))
    }

    public var json: JSONValue {
        var fields: [String: JSONValue] = [
            "mediaType": .string(mediaType), "digest": .string("sha256:" + digest.hexadecimal),
            "size": .integer(size),
        ]
        if !annotations.isEmpty { fields["annotations"] = .object(annotations.mapValues { .string($0) }) }
        if let artifactType { fields["artifactType"] = .string(artifactType) }
        return .object(fields)
    }

    /// - Parameter place: for messages: `layer 3`.
    init(_ value: JSONValue, place: String) throws(ArtifactError) {
        let reader = try ManifestReader(value, place: place)
        mediaType = try reader.string("mediaType")
        digest = try reader.digest("digest")
        size = try reader.size("size")
        annotations = try reader.annotations()
        artifactType = try reader.optionalString("artifactType")
    }
}
