import Tensors

/// Optimises noise along the gradient of the rewards (ReNO, arXiv 2406.04312): the first noise of the prompt, or that of
/// the winner of another search.
///
/// Alone, it takes as many iterations as the budget pays for, at most those of its options. After another search it
/// takes all of them, and the search gets the rest of the budget.
struct AscentSearch: SearchMethod {
    let choices: AscentChoices
    /// The search whose winner is optimised.
    let first: PrunedSearch?

    var scoredSteps: [Int] { first?.scoredSteps ?? [] }

    /// A larger search begins anew: what it would meet again is the start of its iterations.
    func candidate(_ number: Int) -> Candidate? { nil }

    func started(size: Int) -> Int { (first?.started(size: size) ?? 0) + iterations(size) }

    private func iterations(_ size: Int) -> Int {
        first == nil ? min(size, choices.options.iterations) : choices.options.iterations
    }

    func calls(size: Int, steps: Int, batch: Int) -> CallCounts {
        let count = iterations(size)
        var calls = first?.calls(size: size, steps: steps, batch: batch) ?? CallCounts()
        calls[.encoder] = 1
        calls[.hypernetwork] += 1
        calls[.merging] += 1
        calls[.denoiser] += count * steps
        calls[.decoder] += count
        calls[.verifier] += count
        calls[.ascent] += count - 1
        return calls
    }

    func search(size: Int, in run: SearchRun) throws -> [SearchFinding] {
        var findings = try first?.search(size: size, in: run) ?? []
        if findings.isEmpty {
            run.charge(.encoder, 1)
            findings = run.prompts.map { _ in
                SearchFinding(candidates: [.fresh(0)], lives: [], levels: [], winner: 0, rewards: [])
            }
        }
        let starts = findings.enumerated().map { prompt, finding in
            TrajectoryPool.Key(prompt: prompt, candidate: finding.candidates[finding.winner])
        }
        let count = iterations(size)
        let results = try run.pool.ascend(starts, options: choices.options, iterations: count)
        run.takeKnownCosts()
        run.chargeStart(1)
        run.charge(.denoiser, count * run.steps)
        run.charge(.decoder, count)
        try run.chargeScores(count, step: nil, isNoiseAware: false)
        run.charge(.ascent, count - 1)
        for (prompt, result) in results.enumerated() {
            // The candidates of the search come first; without one, the only candidate is the start itself.
            let searched = findings[prompt].lives.count
            let parent = searched == 0 ? nil : findings[prompt].winner
            if searched == 0 { findings[prompt].candidates = [] }
            for (iteration, objective) in result.objective.enumerated() {
                var life = CandidateLife(candidate: searched + iteration)
                // Ranks among iterations would say nothing: the weighted sum is what is climbed.
                life.scores = [objective]
                if result.rewards.count > 1 { life.rewards = [result.scores[iteration]] }
                life.parent = iteration == 0 ? parent : searched + iteration - 1
                findings[prompt].lives.append(life)
                findings[prompt].candidates.append(.ascended(choices, searched + iteration))
            }
            findings[prompt].winner = searched + result.iteration
            findings[prompt].rewards = result.rewards
            findings[prompt].levels.append(
                SearchLevel(step: nil, scored: count, kept: [findings[prompt].winner]))
            run.pool.enter(
                picture: result.picture,
                of: TrajectoryPool.Key(
                    prompt: prompt, candidate: findings[prompt].candidates[findings[prompt].winner]))
        }
        return findings
    }
}
