import Values

/// All that is known of one stage: what a run would do with it and why, what it is made from, and which run made
/// the result that is in the cache.
public struct StageExplanation: Sendable {
    /// One input as it is now.
    public struct Input: Equatable, Sendable {
        public var binding: String
        /// `dataset.images` for a stage's output, else a path.
        public var origin: String
        public var isExternal: Bool
        /// nil as long as the stage that makes it has no result.
        public var content: OutputReference?
    }

    public var stage: Plan.Stage
    public var configuration: JSONValue
    public var neutral: Set<String>
    /// In the order of their names.
    public var inputs: [Input]
    /// The result in the cache that a run would use.
    public var result: ActionRecord?
    /// The run that computed this result, where its record is still there; not known of results from elsewhere.
    public var madeBy: RunID?
    /// The result is as old as the reasons for which that run computed it.
    public var madeBecause: [String] = []
    /// What becomes of the stages before it that are not cached, in the order of the graph.
    public var upstream: [Plan.Stage]
}

extension Engine {
    /// Explains one stage of a graph.
    /// - Throws: `EngineError.unknownStage`.
    public func explain(_ name: String, in graph: StageGraph, options: RunOptions) throws -> StageExplanation
    {
        defer { context.stamps.flush() }
        let part = try graph.restricted(to: [name])
        let plan = try Planner(context: context, options: options).plan(part)
        let resolver = GraphResolver(
            context: context, forced: options.forced, sources: options.sources)
        guard let resolved = try resolver.resolve(part).last, let stage = plan[name] else {
            throw EngineError.unknownStage(name, known: graph.stages.map(\.name))
        }
        var explanation = StageExplanation(
            stage: stage, configuration: resolved.task.configuration, neutral: resolved.task.neutral,
            inputs: inputs(of: resolved), result: resolved.record,
            upstream: plan.stages.filter { $0.name != name && $0.decision != .cached })
        if let key = resolved.key, resolved.record != nil, let maker = maker(of: key, scope: options.scope) {
            explanation.madeBy = maker.run
            explanation.madeBecause = maker.reasons
        }
        return explanation
    }

    private func inputs(of stage: ResolvedTask) -> [StageExplanation.Input] {
        stage.task.inputs.sorted { $0.key < $1.key }.map { binding, source in
            if let known = stage.description.inputs[binding] {
                return .init(
                    binding: binding, origin: known.origin, isExternal: known.isExternal,
                    content: known.content)
            }
            return switch source {
            case .output(let name, let output):
                .init(binding: binding, origin: "\(name).\(output)", isExternal: false, content: nil)
            case .file(let path), .folder(let path):
                .init(binding: binding, origin: Paths.name(of: path), isExternal: true, content: nil)
            }
        }
    }

    /// The newest run that computed a key: of this scope first, then of others on the same cache.
    func maker(of key: Digest, scope: String) -> (run: RunID, reasons: [String])? {
        let others = ((try? runs.scopes()) ?? []).filter { $0 != scope }
        for scope in [scope] + others {
            for id in ((try? runs.identifiers(scope: scope)) ?? []).reversed() {
                guard let run = try? runs.read(id, scope: scope), run.repeats == nil else { continue }
                if let stage = run.stages.first(where: { $0.key == key && $0.status.isComputed }) {
                    return (id, stage.reasons)
                }
            }
        }
        return nil
    }
}
