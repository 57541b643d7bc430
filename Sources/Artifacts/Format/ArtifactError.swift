import Engine

/// Why an artifact cannot be made or is refused, as facts; the words are in `ArtifactError+Description.swift`.
public enum ArtifactError: Error, Equatable, Sendable {
    /// The system refused to do something (`verb`) with a file, with this code (`errno`).
    case file(_ verb: String, path: String, code: Int32)
    case notAFile(path: String)
    /// A file that is not what it was a moment ago.
    case changed(path: String)

    // Form.
    case malformed(_ place: String, _ problem: String)
    case tooLarge(_ place: String, bytes: Int64, maximum: Int64)
    case unknownMediaType(String, place: String, expected: String)
    case unknownVersion(Int64)
    case missingLayer(String)
    case tar(path: String, offset: Int64, _ problem: String)
    case missingBlob(Digest)

    // Content.
    case otherContent(expected: Digest, found: Digest)
    case otherSize(Digest, expected: Int64, found: Int64)
    case badRecord(_ place: String, RecordProblem)
    /// A result for a key that the artifact does not list.
    case unlistedResult(stage: String, key: Digest)
    case stray(Digest)

    // Titles.
    case unusableTitle(String, _ problem: String)
    case sameTitle(String, String)
    case tooManyFiles(Int, maximum: Int)

    // The folder.
    case folderInUse(path: String)
    case wouldOverwrite(path: String)
    case inTheWay(path: String, kind: String)

    // Making one.
    case outsideProject(path: String, project: String)
    case tooManyLayers(Int, maximum: Int)

    // Signatures.
    case notAKey(path: String, _ problem: String)
    case unsigned(keyIdentifier: String)
    case badSignature(keyIdentifier: String)
    case otherKey(expected: String, found: [String])
}
