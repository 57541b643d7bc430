import Values

/// A stage kind asked for something that its description does not promise.
public enum StageContextError: Error, Sendable, Equatable, CustomStringConvertible {
    case undeclaredParameter(String, kind: String)
    case wrongType(String, kind: String, expected: String, found: JSONValue)
    case unknownKind(String)

    public var description: String {
        switch self {
        case .undeclaredParameter(let name, let kind):
            "stage kind \(kind) reads the parameter \(name), which it does not declare; this is a fault in Tweed"
        case .wrongType(let name, let kind, let expected, let found):
            "stage kind \(kind) reads \(name) as \(expected), but it is \(found.canonicalText); this is a fault in Tweed"
        case .unknownKind(let kind):
            "no stage kind is named \(kind); this is a fault in Tweed"
        }
    }
}
