import Values

/// One stage to be run.
public struct RecipeStage: Sendable {
    /// As declared, with the matrix values where there is a matrix: `hyper[rank=16,seed=1]`.
    public let name: String
    public let kind: StageKindDescription
    /// An object with all parameters of the kind, defaults filled in. An artifact stands as
    /// `{"$input": BINDING}`, a file or folder as `{"$file": BINDING}`, a budget as a number of
    /// multiply-accumulates.
    public let configuration: JSONValue
    /// Names of the parameters that do not change the result.
    public let neutral: Set<String>
    /// In the order of the parameters.
    public let inputs: [InputBinding]
    /// Names of stages that come before without handing anything over.
    public let after: [String]
    /// Where its name stands.
    public let range: SourceRange
}
