/// Works out what a run would do without doing it.
struct Planner {
    let context: EngineContext
    let options: RunOptions

    func plan(_ graph: StageGraph) throws -> Plan {
        let resolved = try GraphResolver(
            context: context, forced: options.forced, sources: options.sources
        ).resolve(graph)
        return Plan(
            stages: resolved.map { stage in
                let decision: Plan.Decision
                do {
                    decision = try decide(stage)
                } catch let error as EngineError {
                    decision = .impossible(error)
                } catch {
                    // The engine throws nothing else here.
                    decision = .impossible(.notCached(stage: stage.task.name))
                }
                return Plan.Stage(
                    name: stage.task.name, kind: stage.task.kind, decision: decision, key: stage.key)
            })
    }

    private func decide(_ stage: ResolvedTask) throws -> Plan.Decision {
        let name = stage.task.name
        if let error = stage.error { throw error }
        if stage.record != nil { return .cached }
        if let remote = stage.remote { return .fetch(from: remote.source.name) }
        guard options.computes(name) else { throw EngineError.notSelected(stage: name) }
        let explainer = Explainer(context: context)
        let isForced = options.forced.contains(name)
        if let key = stage.key {
            var reasons = try explainer.reasons(
                for: stage.task, stage.description, key: key, scope: options.scope, isForced: isForced,
                inputs: stage.inputs)
            let extending = Extending(context: context, stage: stage.task, description: stage.description)
            if !isForced, let run = extending.title { reasons.append(.goesOnFrom(run)) }
            return .run(reasons)
        }
        // Some of its inputs will only be known when the stages before it have run.
        var reasons: [PlanReason] = isForced ? [.forced] : []
        if let finished = try context.records.latest(scope: options.scope, stage: name).finished {
            reasons += explainer.ownDifferences(stage.task, known: stage.inputs, old: finished.description)
        } else {
            reasons.append(.neverRan)
        }
        return reasons.isEmpty ? .maybe(upstream: stage.open) : .run(reasons)
    }
}
