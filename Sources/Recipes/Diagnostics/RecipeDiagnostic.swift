import Values

/// One mistake in a recipe.
public struct RecipeDiagnostic: Sendable, Hashable {
    /// A second place that belongs to the mistake.
    public struct Note: Sendable, Hashable {
        public enum Reason: Sendable, Hashable {
            /// The value at fault is written here.
            case valueComesFrom
            /// The key, the stage or the name stood here first.
            case firstStandsHere
            /// What is not closed opens here.
            case opensHere
            /// One edge of a circle.
            case dependsHere(stage: String, on: String)
        }

        public let reason: Reason
        public let range: SourceRange
    }

    public let problem: RecipeProblem
    /// Nil for a file that could not be read.
    public let range: SourceRange?
    public let notes: [Note]

    public init(_ problem: RecipeProblem, at range: SourceRange?, notes: [Note] = []) {
        self.problem = problem
        self.range = range
        self.notes = notes
    }
}
