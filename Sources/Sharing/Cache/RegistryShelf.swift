import Artifacts
import Engine
import Foundation

/// A repository that serves as a cache: the tag `key-<digits>` names the result of a key. Safe from any thread.
struct RegistryShelf: ResultShelf {
    let client: RegistryClient
    /// Whose signature a result must have.
    var verificationKey: VerificationKey?
    /// For results that are sent.
    var signingKey: SigningKey?

    static func tag(_ key: Digest) -> String { "key-\(key.hexadecimal)" }

    /// One request where there is nothing, three where there is a result.
    func find(_ key: Digest) throws -> FoundResult? {
        guard let digest = try client.digest(of: Self.tag(key)), let data = try client.manifest(digest) else {
            return nil
        }
        let (action, objects) = try ResultArtifact.parts(of: ImageManifest(parsing: data))
        if let verificationKey { try ResultSignature.require(verificationKey, of: action) }
        let record = try client.data(of: action, maximumBytes: ArtifactLimits.recordBytes)
        return FoundResult(
            record: try Self.parse(record, key: key), action: record,
            content: Dictionary(objects.map { ($0.digest, $0) }, uniquingKeysWith: { first, _ in first }))
    }

    static func parse(_ data: Data, key: Digest) throws -> ActionRecord {
        let record: ActionRecord
        do {
            record = try ActionRecord(parsing: data)
        } catch {
            throw ArtifactError.badRecord("the action record", error)
        }
        guard record.key == key else {
            throw ArtifactError.unlistedResult(stage: record.description.stage, key: record.key)
        }
        return record
    }

    /// Sends a result of a cache. What stands there already stays.
    /// - Parameter replaces: whether another result of the key gives way, because it could not be used.
    /// - Returns: the bytes that were sent; nil where the registry has the key.
    func offer(_ key: Digest, from exchange: CacheExchange, replaces: Bool) throws -> Int64? {
        if !replaces, try client.digest(of: Self.tag(key)) != nil { return nil }
        guard let record = try exchange.record(of: key) else { return nil }
        let packed = try ResultArtifact.packed(
            record, objects: exchange.objects(of: record), signedWith: signingKey)
        let progress = TransferProgress()
        try ArtifactPusher(client.tagged(Self.tag(key)), progress: progress).push(packed, isNew: true)
        return progress.current.bytes
    }
}
