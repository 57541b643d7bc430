/// Why what a hub says of a repository cannot be used.
public enum HubListingError: Error, Hashable, Sendable {
    case json(String)
    /// A field is missing or of another type.
    case field(String, in: String)
    case path(String, why: String)
    /// One path twice, or two spellings of one.
    case repeated(String)
    /// One file is the folder of another.
    case fileAndFolder(String)
    case tooMany(files: Int, limit: Int)
    /// What is to be a digest of so many digits.
    case digest(String, of: String)
    case size(Int64, of: String)
}

extension HubListingError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .json(let problem): "it is no JSON: \(HubText.plain(problem, limit: 300))"
        case .field(let name, let place): "\(HubText.plain(place)) has no usable \"\(name)\""
        case .path(let path, let why): "the name \(HubText.quoted(path)) is refused: \(why)"
        case .repeated(let path): "the name \(HubText.quoted(path)) is there twice"
        case .fileAndFolder(let path): "\(HubText.quoted(path)) is a file and a folder"
        case .tooMany(let files, let limit): "it lists \(files) files or more, and \(limit) are accepted"
        case .digest(let text, let path):
            "\(HubText.quoted(text)), said of \(HubText.quoted(path)), is no digest"
        case .size(let size, let path): "\(HubText.quoted(path)) is said to have \(size) bytes"
        }
    }
}
