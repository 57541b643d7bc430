import Values

/// A stage to be run with its arguments looked up but not yet decoded.
struct ResolvedStage {
    struct Argument {
        let name: String
        let nameRange: SourceRange
        let value: ResolvedNode
    }

    let instance: StageInstance
    let declaration: StageDeclaration
    let kind: StageKindDescription
    let arguments: [Argument]

    /// Where to point at when something is missing.
    var usesRange: SourceRange { declaration.object["uses"]?.range ?? declaration.nameRange }
}
