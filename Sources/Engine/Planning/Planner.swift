/// Works out what a run would do without doing it.
struct Planner {
    let context: EngineContext
    let options: RunOptions

    func plan(_ graph: StageGraph) throws -> Plan {
        var plan = Plan(stages: [])
        var outputs: [String: [String: OutputReference]] = [:]
        for stage in graph.stages {
            do {
                plan.stages.append(try planned(stage, &outputs))
            } catch let error as EngineError {
                plan.stages.append(
                    Plan.Stage(name: stage.name, kind: stage.kind, decision: .impossible(error)))
            }
        }
        return plan
    }

    private func planned(
        _ stage: StageTask, _ outputs: inout [String: [String: OutputReference]]
    ) throws -> Plan.Stage {
        let isForced = options.forced.contains(stage.name)
        var open: Set<String> = []
        for case .output(let name, _) in stage.inputs.values where outputs[name] == nil { open.insert(name) }
        guard open.isEmpty else {
            return try planned(stage, open: open.sorted(), outputs: outputs, isForced: isForced)
        }
        let inputs = try context.resolver.resolve(stage, outputs: outputs)
        let description = context.describe(stage, inputs: inputs)
        let key = StageKey.make(description)
        if !isForced, let record = try context.usableRecord(of: key, for: stage) {
            outputs[stage.name] = record.outputs
            return Plan.Stage(name: stage.name, kind: stage.kind, decision: .cached, key: key)
        }
        let reasons = try Explainer(context: context).reasons(
            for: stage, description, key: key, scope: options.scope, isForced: isForced, inputs: inputs)
        return Plan.Stage(name: stage.name, kind: stage.kind, decision: .run(reasons), key: key)
    }

    /// A stage some of whose inputs will only be known when the stages before it have run.
    private func planned(
        _ stage: StageTask, open: [String], outputs: [String: [String: OutputReference]], isForced: Bool
    ) throws -> Plan.Stage {
        var reasons: [PlanReason] = isForced ? [.forced] : []
        var known = stage
        known.inputs = stage.inputs.filter { _, source in
            if case .output(let name, _) = source { outputs[name] != nil } else { true }
        }
        let inputs = try context.resolver.resolve(known, outputs: outputs)
        if let finished = try context.records.latest(scope: options.scope, stage: stage.name).finished {
            reasons += Explainer(context: context).ownDifferences(
                stage, known: inputs, old: finished.description)
        } else {
            reasons.append(.neverRan)
        }
        let decision: Plan.Decision = reasons.isEmpty ? .maybe(upstream: open) : .run(reasons)
        return Plan.Stage(name: stage.name, kind: stage.kind, decision: decision)
    }
}
