import Engine
import Foundation

/// One result as an artifact of its own, by which caches exchange it: an action record, and its objects as layers.
public enum ResultArtifact {
    /// Makes the artifact of a result.
    /// - Parameters:
    ///   - objects: of the result, as `CacheExchange.objects(of:)` gives them.
    ///   - key: whose signature it gets; nil for none.
    public static func packed(
        _ record: ActionRecord, objects: [StoredObject], signedWith key: SigningKey? = nil
    ) throws -> PackedArtifact {
        let empty = Blob(descriptor: .emptyConfig, source: .data(emptyConfigData))
        var blobs = [Blob(record.data, mediaType: MediaType.action)]
        if let key { blobs[0].descriptor = try ResultSignature.sign(blobs[0].descriptor, with: key) }
        for object in objects.sorted(by: { $0.digest < $1.digest }) {
            blobs.append(
                Blob(
                    descriptor: Descriptor(
                        mediaType: MediaType.object, digest: object.digest, size: object.size),
                    source: .file(object.path)))
        }
        guard blobs.count <= ArtifactLimits.layers else {
            throw ArtifactError.tooManyLayers(blobs.count, maximum: ArtifactLimits.layers)
        }
        let manifest = ImageManifest(
            artifactType: MediaType.result, config: .emptyConfig, layers: blobs.map(\.descriptor))
        // Whoever takes it makes the same checks.
        _ = try parts(of: ImageManifest(parsing: manifest.data))
        var seen: Set<Digest> = []
        return PackedArtifact(
            manifest: manifest, blobs: ([empty] + blobs).filter { seen.insert($0.descriptor.digest).inserted }
        )
    }

    /// The layers of such an artifact, checked as far as that goes without their content.
    public static func parts(of manifest: ImageManifest) throws(ArtifactError) -> (
        action: Descriptor, objects: [Descriptor]
    ) {
        guard manifest.artifactType == MediaType.result else {
            throw .unknownMediaType(
                manifest.artifactType ?? "", place: "the artifact", expected: MediaType.result)
        }
        var actions: [Descriptor] = []
        var objects: [Descriptor] = []
        for (index, layer) in manifest.layers.enumerated() {
            switch layer.mediaType {
            case MediaType.action: actions.append(layer)
            case MediaType.object: objects.append(layer)
            default:
                throw .unknownMediaType(
                    layer.mediaType, place: "layer \(index)",
                    expected: "\(MediaType.action) or \(MediaType.object)")
            }
        }
        guard actions.count == 1 else {
            throw .malformed("the manifest", "it has \(actions.count) action records, where one belongs")
        }
        guard actions[0].size <= ArtifactLimits.recordBytes else {
            throw .tooLarge(
                "the action record", bytes: actions[0].size, maximum: ArtifactLimits.recordBytes)
        }
        return (actions[0], objects)
    }

    /// Makes a result part of a cache, durably.
    ///
    /// - Parameters:
    ///   - action: the content of the action layer, compared with its digest.
    ///   - key: the key that was asked for; a record of another is refused.
    ///   - objects: what has come in, compared with its digests; it is moved from where it is. What the cache has need
    ///     not come.
    /// - Throws: `ArtifactError`, `ExchangeError`, `EngineError`; the cache is then as it was.
    @discardableResult
    public static func take(
        action: Data, key: Digest, objects: [StoredObject], into exchange: CacheExchange
    ) throws -> ActionRecord {
        let record: ActionRecord
        do {
            record = try ActionRecord(parsing: action)
        } catch {
            throw ArtifactError.badRecord("the action record", error)
        }
        guard record.key == key else {
            throw ArtifactError.unlistedResult(stage: record.description.stage, key: record.key)
        }
        let checked = try exchange.check([record], with: objects)
        try exchange.takeObjects(of: checked)
        try exchange.takeRecords(of: checked)
        return record
    }
}
