import Engine
import Foundation
import Values

/// Writes an artifact as one file: an OCI image layout in a tar archive. Equal artifacts make equal bytes.
///
///     oci-layout
///     index.json                  the manifest, and behind it that of the signature
///     blobs/sha256/<hex>          sorted by digest
public struct BundleWriter {
    static let layoutName = "oci-layout"
    static let indexName = "index.json"
    static let blobFolder = "blobs/sha256/"
    static let layoutVersion = "1.0.0"

    let artifact: PackedArtifact
    let signature: PackedArtifact?

    /// - Parameter signature: as `ArtifactSignature.sign` makes it.
    public init(_ artifact: PackedArtifact, signature: PackedArtifact? = nil) {
        self.artifact = artifact
        self.signature = signature
    }

    /// Writes the file, which appears only when all of it is written.
    ///
    /// - Parameters:
    ///   - path: replaced where something stands there.
    ///   - progress: hears now and then how many bytes of how many are written.
    /// - Returns: the size of the file in bytes.
    /// - Throws: `ArtifactError`, also where a file is no longer what it was when the artifact was made;
    ///   `CancelledError`.
    @discardableResult
    public func write(
        to path: String, cancellation: CancellationFlag = CancellationFlag(),
        progress: (_ done: Int64, _ all: Int64) -> Void = { _, _ in }
    ) throws -> Int64 {
        let file = try FileWriter(path: path)
        let tar = TarWriter(file: file)
        let layout: JSONValue = ["imageLayoutVersion": .string(Self.layoutVersion)]
        for (name, data) in [(Self.layoutName, layout.canonicalData), (Self.indexName, index.data)] {
            try tar.begin(name, size: Int64(data.count))
            try file.write(data)
            try tar.pad(Int64(data.count))
        }
        let blobs = allBlobs
        let all = blobs.map(\.descriptor.size).saturatingSum
        var done: Int64 = 0
        for blob in blobs {
            let descriptor = blob.descriptor
            try tar.begin(Self.blobFolder + descriptor.digest.hexadecimal, size: descriptor.size)
            var digest = BlobDigest()
            try blob.read { bytes in
                if cancellation.isCancelled { throw CancelledError() }
                digest.update(bytes)
                try file.write(bytes)
                done += Int64(bytes.count)
                progress(done, all)
            }
            guard digest.finish() == descriptor.digest else {
                if case .file(let path) = blob.source { throw ArtifactError.changed(path: path) }
                throw ArtifactError.missingBlob(descriptor.digest)
            }
            try tar.pad(descriptor.size)
        }
        try tar.end()
        try file.finish()
        return file.count
    }

    private var index: ImageIndex {
        var first = artifact.manifest.descriptor
        if let name = artifact.manifest.annotations[AnnotationName.title] {
            first.annotations[AnnotationName.reference] = name
        }
        return ImageIndex([first] + (signature.map { [$0.manifest.descriptor] } ?? []))
    }

    /// Everything under its digest, manifests included, each once.
    private var allBlobs: [Blob] {
        var blobs: [Digest: Blob] = [:]
        for packed in [artifact, signature].compactMap({ $0 }) {
            for blob in packed.blobs { blobs[blob.descriptor.digest] = blob }
            let descriptor = packed.manifest.descriptor
            blobs[descriptor.digest] = Blob(descriptor: descriptor, source: .data(packed.manifest.data))
        }
        return blobs.values.sorted { $0.descriptor.digest < $1.descriptor.digest }
    }
}
