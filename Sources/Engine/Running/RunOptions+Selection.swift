extension RunOptions {
    /// The part of a graph that belongs to the run: what `only` and `until` name, and all that this depends on.
    /// - Throws: `EngineError.unknownStage`.
    func selection(of graph: StageGraph) throws -> StageGraph {
        for name in forced.sorted() where graph[name] == nil {
            throw EngineError.unknownStage(name, known: graph.stages.map(\.name))
        }
        guard only != nil || until != nil else { return graph }
        return try graph.restricted(to: (only ?? []).union(until ?? []))
    }

    /// Whether the run may compute a stage, and not only take it from the cache.
    func computes(_ stage: String) -> Bool { only?.contains(stage) ?? true }
}
