import Values

/// What a cache knows of one stage of a graph.
public struct StageResult: Sendable {
    public var stage: String
    /// nil as long as a stage before it has no result.
    public var key: Digest?
    /// nil where the cache has no result.
    public var record: ActionRecord?
    /// As far as its inputs are known, in the form in which run records have it.
    public var resolved: RunRecord.Stage
    /// What it reads from outside of the graph, by the resolved path of the file or folder.
    public var externalInputs: [String: Artifact]
    /// Why it cannot be looked at, for instance because an input file is missing.
    public var error: EngineError?
}

extension Engine {
    /// The results of a graph as far as they are in the cache, in the order of the graph. Nothing is computed.
    public func results(of graph: StageGraph) throws -> [StageResult] {
        defer { context.stamps.flush() }
        return try GraphResolver(context: context).resolve(graph).map { resolved in
            var external: [String: Artifact] = [:]
            for input in resolved.inputs.values {
                if case .external(let artifact, _, _) = input.source, let path = input.path {
                    external[path] = artifact
                }
            }
            var stage = RunRecord.Stage(resolved.task)
            stage.key = resolved.key
            if resolved.key != nil { stage.inputs = resolved.description.inputs }
            if let record = resolved.record { (stage.status, stage.outputs) = (.cached, record.outputs) }
            return StageResult(
                stage: resolved.task.name, key: resolved.key, record: resolved.record, resolved: stage,
                externalInputs: external, error: resolved.error)
        }
    }

    /// How stages of two runs, or of two recipes, differ, in the order of the later one.
    public func compare(_ before: [RunRecord.Stage], _ after: [RunRecord.Stage]) -> [StageComparison] {
        compare(RunRecord(stages: before), RunRecord(stages: after))
    }
}

extension RunRecord {
    /// Only the stages; of no run.
    fileprivate init(stages: [Stage]) {
        self.init(
            id: RunID(nanoseconds: 0), scope: "none", status: .succeeded, process: 0, started: 0, seconds: 0,
            provenance: .null, stages: stages)
    }
}
