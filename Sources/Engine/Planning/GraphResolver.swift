/// What is known of a stage without computing anything.
struct ResolvedTask {
    var task: StageTask
    /// Those that are known.
    var inputs: [String: ResolvedInput]
    /// The stages before it whose results are not known, sorted.
    var open: [String]
    /// With the inputs that are known.
    var description: StageDescription
    /// nil as long as a stage before it has no result.
    var key: Digest?
    /// Of its result in the cache.
    var record: ActionRecord?
    /// Who else has its result, where the cache has not.
    var remote: (source: any ResultSource, record: ActionRecord)?
    /// Why it cannot be run, for instance because an input file is missing.
    var error: EngineError?
}

/// Goes through a graph from input files to results, as far as the cache and the sources know them.
struct GraphResolver {
    let context: EngineContext
    /// Stages whose results in the cache do not count.
    var forced: Set<String> = []
    /// Asked for what the cache does not have.
    var sources: [any ResultSource] = []

    func resolve(_ graph: StageGraph) throws -> [ResolvedTask] {
        var outputs: [String: [String: OutputReference]] = [:]
        return try graph.stages.map { stage in
            do {
                let resolved = try resolve(stage, outputs)
                outputs[stage.name] = (resolved.record ?? resolved.remote?.record)?.outputs
                return resolved
            } catch let error as EngineError {
                return ResolvedTask(
                    task: stage, inputs: [:], open: [], description: context.describe(stage, inputs: [:]),
                    error: error)
            }
        }
    }

    private func resolve(_ stage: StageTask, _ outputs: [String: [String: OutputReference]]) throws
        -> ResolvedTask
    {
        var open: Set<String> = []
        var known = stage
        for (binding, source) in stage.inputs {
            guard case .output(let name, _) = source, outputs[name] == nil else { continue }
            open.insert(name)
            known.inputs[binding] = nil
        }
        let inputs = try context.resolver.resolve(known, outputs: outputs)
        let description = context.describe(stage, inputs: inputs)
        var resolved = ResolvedTask(
            task: stage, inputs: inputs, open: open.sorted(), description: description)
        guard open.isEmpty else { return resolved }
        let key = StageKey.make(description)
        resolved.key = key
        if !forced.contains(stage.name) {
            resolved.record = try context.usableRecord(of: key, for: stage)
            if resolved.record == nil { resolved.remote = remote(key, stage) }
        }
        return resolved
    }

    private func remote(_ key: Digest, _ stage: StageTask) -> (
        source: any ResultSource, record: ActionRecord
    )? {
        for source in sources {
            guard let record = source.record(of: key), record.key == key,
                Set(record.outputs.keys) == Set(stage.outputs)
            else { continue }
            return (source, record)
        }
        return nil
    }
}
