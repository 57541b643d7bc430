import Values

/// A stage on its way to be put in order.
struct StageDraft {
    struct Edge {
        /// Full name of the stage that comes before.
        let target: String
        let range: SourceRange
    }

    let name: String
    let range: SourceRange
    var edges: [Edge]
    /// Nil where its kind is unknown.
    var stage: RecipeStage?
}
