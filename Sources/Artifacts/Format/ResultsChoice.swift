/// Which results go with a recipe.
public enum ResultsChoice: String, Sendable, Hashable, CaseIterable {
    /// Those of all stages.
    case all
    /// The content of those that no other stage takes; of the others only what it would be.
    case final
    case none
}
