/// All mistakes of a recipe, in the order of their places.
public struct RecipeProblems: Error, Sendable, Hashable {
    public let diagnostics: [RecipeDiagnostic]

    public init(_ diagnostics: [RecipeDiagnostic]) {
        self.diagnostics = diagnostics
    }

    /// The text for a person.
    public func rendered(colour: Bool = false) -> String {
        DiagnosticRenderer(colour: colour).render(diagnostics)
    }
}

extension RecipeProblems: CustomStringConvertible {
    public var description: String { rendered() }
}
