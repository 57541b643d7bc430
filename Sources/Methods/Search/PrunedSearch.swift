/// Starts many candidates and prunes them at a few steps by the scores of their estimates; without steps, best-of-N.
struct PrunedSearch: SearchMethod {
    let schedule: PruningSchedule
    /// Whether noise-aware rewards prune.
    let isNoiseAware: Bool

    var scoredSteps: [Int] { schedule.steps }

    func candidate(_ number: Int) -> Candidate? { .fresh(number) }

    func started(size: Int) -> Int { size }

    func calls(size: Int, steps: Int, batch: Int) -> CallCounts {
        var calls = schedule.calls(candidates: size, steps: steps, batch: batch)
        calls[.noiseAwareEncoder] = isNoiseAware ? 1 : 0
        return calls
    }

    func search(size: Int, in run: SearchRun) throws -> [SearchFinding] {
        var findings = run.prompts.map { _ in
            SearchFinding(
                candidates: (0..<size).map { .fresh($0) },
                lives: (0..<size).map { CandidateLife(candidate: $0) }, levels: [], winner: 0, rewards: [])
        }
        run.charge(.encoder, 1)
        run.charge(.noiseAwareEncoder, isNoiseAware ? 1 : 0)
        run.chargeStart(size)
        var alive = findings.map { $0.lives.indices.map { $0 } }
        // Of each candidate, its score at each level so far.
        var seen = findings.map { _ in Array(repeating: [Float?](), count: size) }
        var remaining = size
        var done = 0

        for (level, step) in schedule.steps.enumerated() {
            run.charge(.denoiser, remaining * (step + 1 - done))
            done = step + 1
            let next = schedule.survivors(of: remaining, level: level)
            guard next < remaining else {
                for prompt in alive.indices {
                    for number in alive[prompt] { seen[prompt][number].append(nil) }
                }
                continue
            }
            let verdicts = try run.verdicts(
                alive.map { $0.map { .fresh($0) } }, step: step, isNoiseAware: isNoiseAware)
            run.charge(.decoder, remaining)
            try run.chargeScores(remaining, step: step, isNoiseAware: isNoiseAware)
            for prompt in alive.indices {
                for (number, verdict) in zip(alive[prompt], verdicts[prompt]) {
                    seen[prompt][number].append(verdict.score)
                    run.note(verdict, in: &findings[prompt].lives[number])
                }
                let order = Ranking.descending(alive[prompt].map { schedule.verdict(seen[prompt][$0]) })
                    .map { alive[prompt][$0] }
                for number in order.dropFirst(next) { findings[prompt].lives[number].prunedAt = step }
                findings[prompt].levels.append(
                    SearchLevel(step: step, scored: remaining, kept: Array(order.prefix(next))))
                alive[prompt] = order.prefix(next).sorted()
            }
            remaining = next
        }

        run.charge(.denoiser, remaining * (run.steps - done))
        let finals = try run.verdicts(
            alive.map { $0.map { .fresh($0) } }, step: nil, isNoiseAware: false)
        run.charge(.decoder, remaining)
        if remaining > 1 { try run.chargeScores(remaining, step: nil, isNoiseAware: false) }
        for prompt in alive.indices {
            findings[prompt].finish(alive[prompt], finals[prompt], in: run)
        }
        return findings
    }
}

extension SearchFinding {
    /// The best of those that went to the end wins.
    mutating func finish(_ alive: [Int], _ finals: [SearchRun.Verdict], in run: SearchRun) {
        for (number, verdict) in zip(alive, finals) { run.note(verdict, in: &lives[number]) }
        let best = Ranking.argmax(finals.map(\.score)) ?? 0
        winner = alive[best]
        rewards = finals[best].rewards
        levels.append(SearchLevel(step: nil, scored: alive.count, kept: [winner]))
    }
}
