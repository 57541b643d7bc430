import Methods

/// Judges schedules on prompts that took no part in choosing them.
struct ScheduleJudge: Sendable {
    private let tuning: ScheduleTuning
    private let prompts: [Int]

    /// How often each candidate takes part: many times, for the figures that are reported.
    private static let passes = 64

    init(tuning: ScheduleTuning, prompts: [Int]) {
        self.tuning = tuning
        self.prompts = prompts
    }

    func entry(_ chosen: ScheduleTrainer.Chosen, budget: Double) -> TunedSchedule.Entry {
        let schedule = chosen.schedule
        let tuned = rewards(
            at: schedule.at, candidates: schedule.candidates, survivors: schedule.survivors,
            weights: chosen.weights)
        let size = tuning.scores.candidates
        let plain = tuning.cost.candidates(budget: budget, at: [], keep: [], maximum: size) ?? 1
        let best = prompts.map { BestOfN.reward(of: tuning.final, prompt: $0, count: plain) }
        var test = TunedSchedule.Judgement(
            bestOfN: MeanEstimate(best), bestOfNCandidates: plain, tuned: MeanEstimate(tuned),
            gain: MeanEstimate(zip(tuned, best).map { $0 - $1 }))
        if let handSet = tuning.handSet,
            let count = tuning.cost.candidates(
                budget: budget, at: handSet.at, keep: handSet.keep, maximum: size)
        {
            let own = rewards(
                at: handSet.at, candidates: count,
                survivors: ExactCost.survivors(of: count, keep: handSet.keep), weights: nil)
            test.compare(
                released: MeanEstimate(own), candidates: count,
                gain: MeanEstimate(zip(own, best).map { $0 - $1 }))
        }
        return TunedSchedule.Entry(
            budget: budget, candidates: schedule.candidates, at: schedule.at, keep: schedule.keep,
            weights: chosen.weights,
            cost: tuning.cost.cost(candidates: schedule.candidates, at: schedule.at, keep: schedule.keep),
            crossValidatedGain: chosen.crossValidated, test: test)
    }

    private func rewards(at: [Int], candidates: Int, survivors: [Int], weights: [[Double]]?) -> [Double] {
        // Prompt by prompt: the subsets of all of them at once would take much memory.
        prompts.map { prompt in
            let windows = CandidateWindows(
                prompts: [prompt], candidates: tuning.scores.candidates, passes: Self.passes,
                seed: tuning.options.seed &+ 1)
            var valuation = ScheduleValuation(
                scores: tuning.scores, final: tuning.final, prompts: [prompt], windows: windows,
                weights: { at in
                    weights?[at.count - 1] ?? at.indices.map { $0 == at.count - 1 ? 1 : 0 }
                })
            return valuation.rewards(at: at, candidates: candidates, survivors: survivors)[0]
        }
    }
}
