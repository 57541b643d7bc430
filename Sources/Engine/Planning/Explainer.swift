/// Says why a stage is computed, by comparing it with its last record.
struct Explainer {
    let context: EngineContext

    /// The reasons for computing a stage whose key is known and not in the cache.
    func reasons(
        for stage: StageTask, _ description: StageDescription, key: Digest, scope: String, isForced: Bool,
        inputs: [String: ResolvedInput] = [:]
    ) throws -> [PlanReason] {
        let (last, finished) = try context.records.latest(scope: scope, stage: stage.name)
        var reasons: [PlanReason] = []
        if let last, last.event == .started, last.key == key {
            let state = context.layout.running(key).checkpoints(context.fileSystem)
            reasons.append(.unfinished(checkpoint: try state.latestWhole()?.name))
        }
        guard let reference = finished ?? last else { return [.neverRan] }
        if reference.key != key {
            let found = differences(old: reference.description, new: description, inputs: inputs)
            reasons += found.isEmpty ? [.keyFormat] : found
        } else if reference.event == .finished {
            reasons.append(isForced ? .forced : .resultMissing)
        }
        return reasons
    }

    /// The differences of a stage whose inputs are not all known: its own part only.
    func ownDifferences(_ stage: StageTask, known: [String: ResolvedInput], old: StageDescription)
        -> [PlanReason]
    {
        var assumed = context.describe(stage, inputs: known)
        for (binding, source) in stage.inputs where known[binding] == nil {
            guard case .output(let name, let output) = source, let before = old.inputs[binding] else {
                continue
            }
            if before.origin == "\(name).\(output)" { assumed.inputs[binding] = before }
        }
        return differences(old: old, new: assumed, inputs: known)
    }

    /// In what two descriptions differ.
    /// - Parameter inputs: those of the new one that are at hand.
    func differences(
        old: StageDescription, new: StageDescription, inputs: [String: ResolvedInput] = [:]
    ) -> [PlanReason] {
        var reasons: [PlanReason] = []
        if old.kind != new.kind { reasons.append(.kind(old: old.kind, new: new.kind)) }
        if old.revision != new.revision { reasons.append(.revision(old: old.revision, new: new.revision)) }
        if old.outputs != new.outputs { reasons.append(.outputs(old: old.outputs, new: new.outputs)) }
        reasons += ConfigurationDifference.reasons(
            old: StageKey.withoutNeutral(old.configuration, old.neutral),
            new: StageKey.withoutNeutral(new.configuration, new.neutral))
        for binding in Set(old.inputs.keys).union(new.inputs.keys).sorted() {
            switch (old.inputs[binding], new.inputs[binding]) {
            case (let before?, let after?):
                if before.content.keyValue == after.content.keyValue { continue }
                let changes = InputDifference(context: context).changes(
                    old: before, new: after, current: inputs[binding])
                reasons.append(.input(binding, changes))
            case (nil, _?): reasons.append(.inputAdded(binding))
            default: reasons.append(.inputRemoved(binding))
            }
        }
        return reasons
    }
}
