/// What a stage will presumably take, judged by earlier runs.
public struct StageEstimate: Equatable, Sendable {
    public enum Basis: String, Sendable, Hashable {
        /// The last time that this stage was computed.
        case stage
        /// The last time that another stage of its kind was.
        case kind
    }

    public var seconds: Double
    /// Of what it makes; nil where that is not in the cache any more.
    public var bytes: Int64?
    public var basis: Basis
}

/// What a plan will presumably take.
public struct PlanEstimate: Equatable, Sendable {
    /// By the names of stages that are not cached; a stage without any record is not there.
    public var stages: [String: StageEstimate] = [:]
    /// Names of the stages that nothing is known of.
    public var unknown: [String] = []

    public init() {}

    /// If they ran one after the other.
    public var seconds: Double { stages.values.reduce(0) { $0 + $1.seconds } }
    public var bytes: Int64 { stages.values.compactMap(\.bytes).saturatingSum }
}

/// Looks estimates up: first in the stage's history, then in the newest run records.
struct Estimator {
    /// So many records are read for stages of the same kind.
    static let recordsRead = 10

    let context: EngineContext
    let scope: String

    func estimate(_ plan: Plan) throws -> PlanEstimate {
        var estimate = PlanEstimate()
        var byKind: [String: StageEstimate]?
        for stage in plan.stages {
            switch stage.decision {
            case .cached, .fetch, .impossible: continue
            case .run, .maybe: break
            }
            if let known = try own(stage.name) {
                estimate.stages[stage.name] = known
                continue
            }
            let kinds = try byKind ?? self.byKind(plan)
            byKind = kinds
            if let known = kinds[stage.kind] {
                estimate.stages[stage.name] = known
            } else {
                estimate.unknown.append(stage.name)
            }
        }
        return estimate
    }

    private func own(_ stage: String) throws -> StageEstimate? {
        // A result that came from the cache took no time, which says nothing.
        let history = try context.records.history(scope: scope, stage: stage)
        guard let last = history.last(where: { $0.event == .finished && $0.seconds > 0 }) else { return nil }
        return StageEstimate(seconds: last.seconds, bytes: size(of: last.key), basis: .stage)
    }

    /// The last computed stage of each kind: among the plan's own stages that are cached, then in the records.
    private func byKind(_ plan: Plan) throws -> [String: StageEstimate] {
        var found: [String: StageEstimate] = [:]
        for stage in plan.stages {
            guard found[stage.kind] == nil, let key = stage.key,
                let record = try context.actions.record(of: key)
            else { continue }
            found[stage.kind] = StageEstimate(
                seconds: record.seconds, bytes: record.outputs.values.map(\.size).saturatingSum, basis: .kind)
        }
        for id in try context.runs.identifiers(scope: scope).suffix(Self.recordsRead).reversed() {
            guard let run = try? context.runs.read(id, scope: scope) else { continue }
            for stage in run.stages where stage.status.isComputed && found[stage.kind] == nil {
                found[stage.kind] = StageEstimate(seconds: stage.seconds, bytes: stage.size, basis: .kind)
            }
        }
        return found
    }

    private func size(of key: Digest) -> Int64? {
        (try? context.actions.record(of: key))?.outputs.values.map(\.size).saturatingSum
    }
}

extension Engine {
    /// What the stages of a plan that are not cached will presumably take.
    public func estimate(_ plan: Plan, scope: String) throws -> PlanEstimate {
        try Estimator(context: context, scope: scope).estimate(plan)
    }
}
