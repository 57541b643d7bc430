import Values

/// One parameter of a stage kind.
public struct ParameterDescription: Sendable, Hashable {
    /// As written under `with`, in snake case.
    public let name: String
    public let type: ParameterType
    /// What a number counts, such as `steps` or `seconds`; nil where the help says it.
    public let unit: String?
    /// Nil for a required parameter. Paths and artifacts have no default but `null` and `[]`.
    public let defaultValue: JSONValue?
    public let role: ParameterRole
    /// One line for a person.
    public let help: String

    public init(
        _ name: String, _ type: ParameterType, unit: String? = nil, default defaultValue: JSONValue? = nil,
        role: ParameterRole = .result, help: String
    ) {
        self.name = name
        self.type = type
        self.unit = unit
        self.defaultValue = defaultValue ?? (type.isOptional ? JSONValue.null : nil)
        self.role = role
        self.help = help
    }

    public var isRequired: Bool { defaultValue == nil }
}
