/// Why a model folder cannot be loaded.
public enum ModelFolderError: Error, CustomStringConvertible {
    case unreadable(path: String, reason: String)
    /// The files can be read, but no model can be built from them.
    case unusable(path: String, reason: String)
    case wrongArchitecture(path: String, found: String, expected: [String])

    public var description: String {
        switch self {
        case .unreadable(let path, let reason):
            return "\(path): \(reason); a model folder holds config.json and model.safetensors"
        case .unusable(let path, let reason):
            return "\(path): \(reason)"
        case .wrongArchitecture(let path, let found, let expected):
            let names = expected.map { "\"\($0)\"" }.joined(separator: " or ")
            return "\(path): the architecture is \"\(found)\"; expected \(names)"
        }
    }
}
