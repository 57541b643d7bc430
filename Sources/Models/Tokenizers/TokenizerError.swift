/// Why the files of a tokenizer cannot be used.
public enum TokenizerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// None of the sets of files that a tokenizer can be read from is there.
    case noVocabulary(place: String, expected: [String])
    /// A file that was named cannot be read.
    case unreadable(path: String, reason: String)
    /// A file is larger than any tokenizer's.
    case tooLarge(path: String, bytes: Int, limit: Int)
    /// A file is no JSON, or its bytes are no UTF-8; `offset` counts bytes.
    case malformed(path: String, offset: Int, reason: String)
    /// The content of a file contradicts itself; `entry` says where.
    case contradiction(path: String, entry: String, reason: String)
    /// A tokenizer of another kind, or a setting that is not written for here.
    case unsupported(path: String, setting: String, found: String, supported: [String])

    public var description: String {
        switch self {
        case .noVocabulary(let place, let expected):
            "\(place): no vocabulary; expected \(expected.joined(separator: " or "))"
        case .unreadable(let path, let reason):
            "\(path): \(reason)"
        case .tooLarge(let path, let bytes, let limit):
            "\(path): \(bytes) bytes are more than a tokenizer has; the limit is \(limit)"
        case .malformed(let path, let offset, let reason):
            "\(path): \(reason) at byte \(offset)"
        case .contradiction(let path, let entry, let reason):
            "\(path): \(entry): \(reason)"
        case .unsupported(let path, let setting, let found, let supported):
            "\(path): \"\(setting)\" is \(found); supported: \(supported.joined(separator: ", "))"
        }
    }
}
