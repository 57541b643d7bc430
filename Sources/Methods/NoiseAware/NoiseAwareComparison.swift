/// Noise-aware rewards side by side on the same trajectories, each beside the clean reward, prompt by prompt.
public struct NoiseAwareComparison: Sendable, Codable {
    /// A figure, and by how much it is above that of the clean reward.
    public struct Figure: Sendable, Codable {
        public let value: MeanEstimate
        /// Mean and standard error of the differences of prompts; nil for the clean reward.
        public let gain: MeanEstimate?
    }

    public struct Level: Sendable, Codable {
        public let step: Int
        /// Kendall's tau to the clean reward of the finished pictures.
        public let tau: Figure
        public let topSelection: Figure
        /// Nil where there is no judge.
        public let areaUnderCurve: Figure?
        /// Mean tau of each run on its own, in order: how far seeds lie apart.
        public let runs: [Double]
    }

    public struct Row: Sendable, Codable {
        public let name: String
        public let levels: [Level]
        /// Clean reward of what a pruned search finds.
        public let reward: Figure
        /// Share of prompts for which that is right; nil where there is no judge.
        public let judge: Figure?
    }

    /// The clean reward first.
    public let rows: [Row]

    /// - Parameters:
    ///   - runs: by name of a way to train, what rewards of it do that differ in the seed alone; they are averaged for
    ///     each prompt before errors are estimated, so that errors are over prompts.
    ///   - steps: at which rankings are compared.
    public init(clean: PromptRankings, runs: [(name: String, runs: [PromptRankings])], steps: [Int]) {
        let reference = [clean]
        rows =
            [Self.row("clean reward", reference, clean: nil, steps: steps)]
            + runs.map { Self.row($0.name, $0.runs, clean: reference, steps: steps) }
    }

    private static func row(
        _ name: String, _ runs: [PromptRankings], clean: [PromptRankings]?, steps: [Int]
    ) -> Row {
        func figure(_ values: (PromptRankings) -> [Double?]) -> Figure {
            let own = averaged(runs.map(values))
            let base = clean.map { averaged($0.map(values)) }
            return Figure(
                value: MeanEstimate(own.compactMap { $0 }),
                gain: base.map { base in
                    MeanEstimate(
                        zip(own, base).compactMap { own, base in own.flatMap { own in base.map { own - $0 } }
                        })
                })
        }
        let isJudged = runs.allSatisfy { $0.foundRight != nil }
        return Row(
            name: name,
            levels: steps.map { step in
                Level(
                    step: step, tau: figure { $0.ranks[step]!.map(\.tau) },
                    topSelection: figure { $0.ranks[step]!.map(\.topSelection) },
                    areaUnderCurve: isJudged ? figure { $0.ranks[step]!.map(\.areaUnderCurve) } : nil,
                    runs: runs.map { run in MeanEstimate(run.ranks[step]!.compactMap(\.tau)).mean })
            }, reward: figure(\.found), judge: isJudged ? figure { $0.foundRight ?? [] } : nil)
    }

    /// For each prompt the mean over runs that have a value; nil where none has.
    private static func averaged(_ runs: [[Double?]]) -> [Double?] {
        (runs.first ?? []).indices.map { prompt in
            let values = runs.compactMap { $0[prompt] }
            return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
        }
    }
}
