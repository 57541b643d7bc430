import Engine
import Foundation
import Values

/// What `tweed pull --lazy` leaves in a project's `.tweed` folder: which results the artifact has, and where they can be
/// fetched from.
///
///     remote.json                     {"reference": "registry.example.org/team/toy@sha256:...", "plainHTTP": false}
///     remote/<digest>/manifest.json   the artifact's manifest
///     remote/<digest>/actions/<key>   its action records
///
/// All of it is compared with the digest in the reference when it is read, so nothing that was altered since counts.
public struct RemoteIndex: Sendable {
    private static let fileName = "remote.json"
    private static let maximumBytes = 1 << 16

    /// `REGISTRY/NAME@sha256:<digits>`.
    public let reference: String
    /// Whether the registry is spoken to without encryption.
    public let isPlainHTTP: Bool
    private let folder: String
    private let manifest: ImageManifest

    /// - Returns: nil where the project was not pulled in this way.
    /// - Throws: `ArtifactError` where what is there cannot be used.
    public init?(projectFolder: String) throws {
        let path = projectFolder + "/.tweed/" + Self.fileName
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let reader = try ManifestReader(
            parsing: Self.read(path, maximum: Int64(Self.maximumBytes)), place: path,
            maximumBytes: Self.maximumBytes)
        reference = try reader.string("reference")
        isPlainHTTP = reader.fields["plainHTTP"] == .bool(true)
        guard let at = reference.range(of: "@sha256:", options: .backwards),
            let digest = Digest(hexadecimal: String(reference[at.upperBound...]))
        else { throw ArtifactError.malformed(path, "reference does not end in @sha256: and a digest") }
        folder = Self.folder(projectFolder, digest)
        let data = try Self.read(folder + "/manifest.json", maximum: Int64(ArtifactLimits.manifestBytes))
        let found = Digest(of: data)
        guard found == digest else { throw ArtifactError.otherContent(expected: digest, found: found) }
        manifest = try ImageManifest(parsing: data)
    }

    /// Writes one. The last part to appear is the one that makes it count.
    ///
    /// - Parameters:
    ///   - manifest: its bytes, compared with the digest of the reference.
    ///   - actions: action records of the artifact by their keys, as they came.
    public static func write(
        reference: String, isPlainHTTP: Bool, manifest: Data, actions: [Digest: Data],
        projectFolder: String
    ) throws {
        let folder = Self.folder(projectFolder, Digest(of: manifest))
        do {
            try FileManager.default.createDirectory(
                atPath: folder + "/actions", withIntermediateDirectories: true)
        } catch {
            throw ArtifactError.file("make", path: folder, code: EIO)
        }
        func write(_ data: Data, _ path: String) throws {
            let file = try FileWriter(path: path)
            try file.write(data)
            try file.finish()
        }
        for (key, data) in actions { try write(data, folder + "/actions/" + key.hexadecimal) }
        try write(manifest, folder + "/manifest.json")
        let index: JSONValue = ["reference": .string(reference), "plainHTTP": .bool(isPlainHTTP)]
        try write(index.canonicalData, projectFolder + "/.tweed/" + fileName)
    }

    /// The action record of a key as canonical JSON.
    /// - Returns: nil where the artifact does not have it.
    /// - Throws: `ArtifactError`.
    public func action(of key: Digest) throws -> Data? {
        let path = folder + "/actions/" + key.hexadecimal
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let data = try Self.read(path, maximum: ArtifactLimits.recordBytes)
        let digest = Digest(of: data)
        guard manifest.layers.contains(where: { $0.mediaType == MediaType.action && $0.digest == digest })
        else { throw ArtifactError.stray(digest) }
        return data
    }

    /// The objects of the artifact.
    public func content() throws -> [Digest: Descriptor] {
        Dictionary(
            manifest.layers.filter { $0.mediaType == MediaType.object }.map { ($0.digest, $0) },
            uniquingKeysWith: { first, _ in first })
    }

    private static func folder(_ projectFolder: String, _ digest: Digest) -> String {
        projectFolder + "/.tweed/remote/" + digest.hexadecimal
    }

    private static func read(_ path: String, maximum: Int64) throws -> Data {
        let file = try SourceFile(path: path)
        guard file.size <= maximum else {
            throw ArtifactError.tooLarge(path, bytes: file.size, maximum: maximum)
        }
        return Data(try file.bytes(from: 0, count: Int(file.size)))
    }
}
