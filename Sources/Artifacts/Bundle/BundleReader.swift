import Engine
import Foundation

/// Reads an artifact from one file, see `BundleWriter`. Other programs may have written it, as long as it is an OCI
/// image layout in an uncompressed tar archive.
public final class BundleReader {
    /// More than any layout of one artifact needs.
    private static let maximumManifests = 64
    private static let maximumLayoutBytes: Int64 = 4_096

    private let file: SourceFile
    private let entries: [String: TarReader.Entry]
    /// As it stands in the bundle.
    public let manifest: ImageManifest
    /// Of the manifest's bytes.
    public let digest: Digest
    private let signatures: [ImageManifest]

    /// Reads everything but the blobs.
    /// - Throws: `ArtifactError`: what is wrong first.
    public init(path: String) throws {
        let file = try SourceFile(path: path)
        let entries = try Self.entries(of: file)
        self.file = file
        self.entries = entries
        func read(_ name: String, maximum: Int64) throws -> Data {
            guard let entry = entries[name] else {
                throw ArtifactError.missingLayer("\(name): it is no bundle")
            }
            guard entry.size <= maximum else {
                throw ArtifactError.tooLarge(name, bytes: entry.size, maximum: maximum)
            }
            return Data(try file.bytes(from: entry.offset, count: Int(entry.size)))
        }
        let layout = try ManifestReader(
            parsing: read(BundleWriter.layoutName, maximum: Self.maximumLayoutBytes),
            place: BundleWriter.layoutName, maximumBytes: Int(Self.maximumLayoutBytes))
        guard try layout.string("imageLayoutVersion") == BundleWriter.layoutVersion else {
            throw ArtifactError.malformed(BundleWriter.layoutName, "its version is not 1.0.0")
        }
        let maximum = Int64(ArtifactLimits.manifestBytes)
        let index = try ImageIndex(parsing: read(BundleWriter.indexName, maximum: maximum))
        guard index.manifests.count <= Self.maximumManifests else {
            throw ArtifactError.malformed(
                BundleWriter.indexName,
                "it lists \(index.manifests.count) manifests, and a bundle has one artifact")
        }
        var recipes: [(ImageManifest, Digest)] = []
        var signatures: [ImageManifest] = []
        for descriptor in index.manifests {
            guard descriptor.mediaType == MediaType.imageManifest else {
                throw ArtifactError.unknownMediaType(
                    descriptor.mediaType, place: "an entry of \(BundleWriter.indexName)",
                    expected: MediaType.imageManifest)
            }
            let name = BundleWriter.blobFolder + descriptor.digest.hexadecimal
            guard entries[name] != nil else { throw ArtifactError.missingBlob(descriptor.digest) }
            let data = try read(name, maximum: maximum)
            try Self.check(data, descriptor)
            let manifest = try ImageManifest(parsing: data)
            if manifest.artifactType == MediaType.signature {
                signatures.append(manifest)
            } else {
                recipes.append((manifest, descriptor.digest))
            }
        }
        guard recipes.count == 1 else {
            throw ArtifactError.malformed(
                BundleWriter.indexName, "it lists \(recipes.count) artifacts, where one belongs")
        }
        (manifest, digest) = recipes[0]
        self.signatures = signatures
    }

    /// The parts of the artifact, checked as far as that goes without reading all of it.
    public func artifact() throws -> RecipeArtifact {
        try RecipeArtifact(manifest: manifest, config: config())
    }

    /// The content of the manifest's config.
    public func config() throws -> Data {
        try data(of: manifest.config, maximumBytes: Int64(ArtifactLimits.configBytes))
    }

    /// The content of a small blob, verified.
    public func data(of descriptor: Descriptor, maximumBytes: Int64 = ArtifactLimits.recordBytes) throws
        -> Data
    {
        guard descriptor.size <= maximumBytes else {
            throw ArtifactError.tooLarge(
                "blob \(descriptor.digest.short)", bytes: descriptor.size, maximum: maximumBytes)
        }
        let entry = try entry(of: descriptor)
        let data = Data(try file.bytes(from: entry.offset, count: Int(entry.size)))
        try Self.check(data, descriptor)
        return data
    }

    /// Reads a blob in pieces; whoever takes them compares them with the digest.
    func read(_ descriptor: Descriptor, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let entry = try entry(of: descriptor)
        try file.read(from: entry.offset, count: entry.size, body)
    }

    /// Checks that the artifact is signed by this key.
    /// - Throws: `ArtifactError.unsigned`, `.otherKey`, `.badSignature`.
    public func require(_ key: VerificationKey) throws {
        var found: [(manifest: ImageManifest, signature: Data)] = []
        for signature in signatures {
            // One of another artifact is none of this one; one that is damaged is none at all.
            guard let layer = try? ArtifactSignature.layer(of: signature, subject: digest),
                let data = try? data(of: layer)
            else { continue }
            found.append((signature, data))
        }
        try ArtifactSignature.require(key, among: found, of: digest)
    }

    private func entry(of descriptor: Descriptor) throws -> TarReader.Entry {
        guard let entry = entries[BundleWriter.blobFolder + descriptor.digest.hexadecimal] else {
            throw ArtifactError.missingBlob(descriptor.digest)
        }
        guard entry.size == descriptor.size else {
            throw ArtifactError.otherSize(descriptor.digest, expected: descriptor.size, found: entry.size)
        }
        return entry
    }

    /// All files by name; a name that has no place in an image layout is refused.
    private static func entries(of file: SourceFile) throws -> [String: TarReader.Entry] {
        var entries: [String: TarReader.Entry] = [:]
        for entry in try TarReader(file: file).entries() {
            let isKnown =
                entry.isFolder
                ? BundleWriter.blobFolder.hasPrefix(entry.name + "/")
                : entry.name == BundleWriter.layoutName || entry.name == BundleWriter.indexName
                    || entry.name.hasPrefix(BundleWriter.blobFolder)
                        && Digest(hexadecimal: String(entry.name.dropFirst(BundleWriter.blobFolder.count)))
                            != nil
            guard isKnown else {
                throw ArtifactError.tar(
                    path: file.path, offset: entry.offset,
                    "\"\(entry.name.prefix(200))\" has no place in an OCI image layout")
            }
            if !entry.isFolder { entries[entry.name] = entry }
        }
        return entries
    }

    private static func check(_ data: Data, _ descriptor: Descriptor) throws {
        guard Int64(data.count) == descriptor.size else {
            throw ArtifactError.otherSize(
                descriptor.digest, expected: descriptor.size, found: Int64(data.count))
        }
        let found = Digest(of: data)
        guard found == descriptor.digest else {
            throw ArtifactError.otherContent(expected: descriptor.digest, found: found)
        }
    }
}
