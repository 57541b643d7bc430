import Engine
import Foundation

/// Where the bytes of a blob are.
public enum BlobSource: Sendable {
    case data(Data)
    /// The path of a file whose content was verified when the artifact was made.
    case file(String)
}

/// One part of an artifact.
public struct Blob: Sendable {
    public var descriptor: Descriptor
    public var source: BlobSource

    public init(descriptor: Descriptor, source: BlobSource) {
        self.descriptor = descriptor
        self.source = source
    }

    init(_ data: Data, mediaType: String, annotations: [String: String] = [:]) {
        self.init(
            descriptor: Descriptor(
                mediaType: mediaType, digest: Digest(of: data), size: Int64(data.count),
                annotations: annotations), source: .data(data))
    }

    /// Reads it in pieces.
    /// - Throws: `ArtifactError.changed` where the file has another size than it had.
    public func read(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        switch source {
        case .data(let data): try data.withUnsafeBytes { if !$0.isEmpty { try body($0) } }
        case .file(let path):
            let file = try SourceFile(path: path)
            guard file.size == descriptor.size else { throw ArtifactError.changed(path: path) }
            try file.read(from: 0, count: file.size, body)
        }
    }
}

/// An artifact, ready to be written or sent.
public struct PackedArtifact: Sendable {
    public var manifest: ImageManifest
    /// The config and the layers, each digest once, in the order of the layers.
    public var blobs: [Blob]

    public init(manifest: ImageManifest, blobs: [Blob]) {
        self.manifest = manifest
        self.blobs = blobs
    }

    /// Bytes of all blobs.
    public var size: Int64 { blobs.map(\.descriptor.size).saturatingSum }
}
