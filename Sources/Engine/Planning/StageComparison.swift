/// How a stage differs between two runs, or between a run and the present.
public struct StageComparison: Equatable, Sendable {
    public enum Verdict: Equatable, Sendable {
        /// The keys are equal, and so are the results.
        case same
        case different([PlanReason])
        /// Its own part is the same, but the results of these stages before it are not known yet on one side.
        case open(upstream: [String])
        case onlyBefore
        case onlyAfter
        /// Nothing differs that is known; on one side the stage was not reached.
        case unknown
        /// It cannot be looked at, for instance because an input file is missing.
        case impossible(EngineError)
    }

    public var stage: String
    public var verdict: Verdict
    /// nil where it is not known.
    public var before: Digest?
    public var after: Digest?
}

/// Compares runs stage by stage, at the level of values.
struct RunComparer {
    let context: EngineContext

    func compare(_ before: RunRecord, _ after: RunRecord) -> [StageComparison] {
        compare(
            before, names: after.stages.map(\.name),
            with: Dictionary(after.stages.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        ) { (old: RunRecord.Stage, new: RunRecord.Stage) in
            if let key = old.key, key == new.key { return .same }
            return verdict(
                old, description: new.description ?? partial(new, like: old), isWhole: new.key != nil)
        }
    }

    func compare(_ before: RunRecord, _ present: [ResolvedTask]) -> [StageComparison] {
        compare(
            before, names: present.map(\.task.name),
            with: Dictionary(present.map { ($0.task.name, $0) }, uniquingKeysWith: { first, _ in first })
        ) { (old: RunRecord.Stage, new: ResolvedTask) in
            if let error = new.error { return .impossible(error) }
            if let key = old.key, key == new.key { return .same }
            guard new.key == nil, let description = old.description else {
                return verdict(
                    old, description: new.description, isWhole: new.key != nil, inputs: new.inputs)
            }
            let own = Explainer(context: context).ownDifferences(
                new.task, known: new.inputs, old: description)
            return own.isEmpty ? .open(upstream: new.open) : .different(own)
        }
    }

    private func compare<Stage>(
        _ before: RunRecord, names: [String], with after: [String: Stage],
        verdict: (RunRecord.Stage, Stage) -> StageComparison.Verdict
    ) -> [StageComparison] where Stage: HasKey {
        let old = Dictionary(before.stages.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let gone = before.stages.filter { after[$0.name] == nil }
        return names.map { name in
            let (left, right) = (old[name], after[name])
            let result: StageComparison.Verdict =
                if let left, let right { verdict(left, right) } else { .onlyAfter }
            return StageComparison(stage: name, verdict: result, before: left?.key, after: right?.key)
        }
            + gone.map {
                StageComparison(stage: $0.name, verdict: .onlyBefore, before: $0.key, after: nil)
            }
    }

    private func verdict(
        _ old: RunRecord.Stage, description: StageDescription, isWhole: Bool,
        inputs: [String: ResolvedInput] = [:]
    ) -> StageComparison.Verdict {
        let reference = old.description ?? partial(old, like: nil, inputs: description.inputs)
        let found = Explainer(context: context).differences(old: reference, new: description, inputs: inputs)
        if !found.isEmpty { return .different(found) }
        return old.key != nil && isWhole ? .different([.keyFormat]) : .unknown
    }

    /// A stage whose inputs are not known is taken to have those of the other side.
    private func partial(
        _ stage: RunRecord.Stage, like other: RunRecord.Stage?,
        inputs: [String: StageDescription.Input]? = nil
    ) -> StageDescription {
        StageDescription(
            stage: stage.name, kind: stage.kind, revision: stage.revision, configuration: stage.configuration,
            neutral: stage.neutral, inputs: other?.inputs ?? inputs ?? [:], outputs: stage.declared)
    }
}

protocol HasKey { var key: Digest? { get } }
extension RunRecord.Stage: HasKey {}
extension ResolvedTask: HasKey {}

extension Engine {
    /// How the stages of two runs differ, in the order of the later one. Lines of files are named where the cache
    /// still has both texts.
    public func compare(_ before: RunRecord, _ after: RunRecord) -> [StageComparison] {
        RunComparer(context: context).compare(before, after)
    }

    /// How the present graph differs from a run, which may have been a teammate's.
    public func compare(_ before: RunRecord, with graph: StageGraph) throws -> [StageComparison] {
        defer { context.stamps.flush() }
        return RunComparer(context: context).compare(
            before, try GraphResolver(context: context).resolve(graph))
    }
}
