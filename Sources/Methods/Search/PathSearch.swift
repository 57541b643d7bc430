import Tensors

/// Search over paths (arXiv 2501.09732): N paths; after each of some steps the best N are kept, and each gives way to M
/// branches, which fresh noise takes back a little before they are denoised again.
///
/// Where no more than N are alive, as at the first step, all are kept and nothing is scored.
struct PathSearch: SearchMethod {
    let choices: PathChoices

    var scoredSteps: [Int] { choices.steps }
    var branchedSteps: [Int] { choices.steps }

    /// How paths go on depends on how many there are.
    func candidate(_ number: Int) -> Candidate? { nil }

    func started(size: Int) -> Int { size * (1 + choices.branches * choices.steps.count) }

    func calls(size: Int, steps: Int, batch: Int) -> CallCounts {
        var calls = CallCounts()
        calls[.encoder] = 1
        calls[.hypernetwork] = size
        calls[.merging] = batches(size, of: batch)
        var (alive, done) = (size, 0)
        for step in choices.steps {
            calls[.denoiser] += alive * (step + 1 - done)
            if alive > size {
                calls[.decoder] += alive
                calls[.verifier] += alive
            }
            (alive, done) = (size * choices.branches, choices.start(after: step))
        }
        calls[.denoiser] += alive * (steps - done)
        calls[.decoder] += alive
        if alive > 1 { calls[.verifier] += alive }
        return calls
    }

    func search(size: Int, in run: SearchRun) throws -> [SearchFinding] {
        var findings = run.prompts.map { _ in
            SearchFinding(
                candidates: (0..<size).map { .fresh($0) },
                lives: (0..<size).map { CandidateLife(candidate: $0) }, levels: [], winner: 0, rewards: [])
        }
        // The chain of branches that leads to each.
        var chains = run.prompts.map { _ in (0..<size).map { [$0] } }
        var alive = run.prompts.map { _ in Array(0..<size) }
        var (count, done) = (size, 0)
        run.charge(.encoder, 1)
        run.chargeStart(size)
        for step in choices.steps {
            run.charge(.denoiser, count * (step + 1 - done))
            if count > size {
                let verdicts = try run.verdicts(
                    alive.indices.map { prompt in alive[prompt].map { findings[prompt].candidates[$0] } },
                    step: step, isNoiseAware: false)
                run.charge(.decoder, count)
                try run.chargeScores(count, step: step, isNoiseAware: false)
                for prompt in alive.indices {
                    for (number, verdict) in zip(alive[prompt], verdicts[prompt]) {
                        run.note(verdict, in: &findings[prompt].lives[number])
                    }
                    let order = Ranking.descending(verdicts[prompt].map(\.score)).map { alive[prompt][$0] }
                    for number in order.dropFirst(size) { findings[prompt].lives[number].prunedAt = step }
                    findings[prompt].levels.append(
                        SearchLevel(step: step, scored: count, kept: Array(order.prefix(size))))
                    alive[prompt] = order.prefix(size).sorted()
                }
            }
            let parents = alive.enumerated().flatMap { prompt, own in
                own.map {
                    TrajectoryPool.Key(prompt: prompt, candidate: findings[prompt].candidates[$0])
                }
            }
            try run.pool.advance(parents, through: step)
            for prompt in alive.indices {
                alive[prompt] = try alive[prompt].flatMap { parent in
                    findings[prompt].lives[parent].branchedAt = step
                    return try (0..<choices.branches).map { branch in
                        try self.branch(
                            branch, of: parent, after: step, prompt: prompt, &findings[prompt],
                            &chains[prompt], in: run)
                    }
                }
            }
            (count, done) = (size * choices.branches, choices.start(after: step))
        }
        run.charge(.denoiser, count * (run.steps - done))
        let finals = try run.verdicts(
            alive.indices.map { prompt in alive[prompt].map { findings[prompt].candidates[$0] } }, step: nil,
            isNoiseAware: false)
        run.charge(.decoder, count)
        if count > 1 { try run.chargeScores(count, step: nil, isNoiseAware: false) }
        for prompt in alive.indices {
            findings[prompt].finish(alive[prompt], finals[prompt], in: run)
        }
        return findings
    }

    /// - Returns: the number of the branch.
    private func branch(
        _ branch: Int, of parent: Int, after step: Int, prompt: Int, _ finding: inout SearchFinding,
        _ chains: inout [[Int]], in run: SearchRun
    ) throws -> Int {
        let chain = chains[parent] + [branch]
        let candidate = Candidate.branch(choices, chain)
        try run.pool.branch(
            TrajectoryPool.Key(prompt: prompt, candidate: candidate),
            from: TrajectoryPool.Key(prompt: prompt, candidate: finding.candidates[parent]), after: step,
            noise: run.prompts[prompt].branchNoise(chain, run.stateShape), back: choices.start(after: step))
        var life = CandidateLife(candidate: finding.lives.count)
        life.parent = parent
        finding.lives.append(life)
        finding.candidates.append(candidate)
        chains.append(chain)
        return life.candidate
    }
}
