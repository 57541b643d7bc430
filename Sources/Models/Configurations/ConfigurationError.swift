/// Why a `config.json` describes no model that can be built.
public enum ConfigurationError: Error, Hashable, CustomStringConvertible {
    /// A setting has a value that this architecture is not written for here.
    case unsupported(architecture: String, setting: String, found: String, supported: [String])
    /// Two settings contradict each other.
    case contradiction(architecture: String, reason: String)

    public var description: String {
        switch self {
        case .unsupported(let architecture, let setting, let found, let supported):
            "\(architecture): \"\(setting)\" is \(found); supported: \(supported.joined(separator: ", "))"
        case .contradiction(let architecture, let reason):
            "\(architecture): \(reason)"
        }
    }
}
