import Tensors

/// Zero-order search (arXiv 2501.09732): from the first noise, the pivot, go to the best of its neighbours, and so on.
///
/// A neighbour lies at a fixed distance from its pivot and is as long as that. The pivot stays where no neighbour is
/// better, so the best reward never falls. A larger search goes on where a smaller one stopped.
struct ZeroOrderSearch: SearchMethod {
    let choices: NeighborChoices

    var scoredSteps: [Int] { [] }

    func candidate(_ number: Int) -> Candidate? { number == 0 ? .fresh(0) : .neighbor(choices, number) }

    func started(size: Int) -> Int { size }

    /// Numbers of the candidates that are tried together: the pivot with its first neighbours, then as many at a time
    /// as the choices say.
    private func rounds(_ size: Int) -> [Range<Int>] {
        var rounds = [0..<min(size, choices.count + 1)]
        while let end = rounds.last?.upperBound, end < size {
            rounds.append(end..<min(size, end + choices.count))
        }
        return rounds
    }

    func calls(size: Int, steps: Int, batch: Int) -> CallCounts {
        var calls = CallCounts()
        calls[.encoder] = 1
        calls[.hypernetwork] = size
        calls[.merging] = batches(min(size, choices.count + 1), of: batch)
        let (whole, rest) = max(0, size - choices.count - 1).quotientAndRemainder(dividingBy: choices.count)
        calls[.merging] += whole * batches(choices.count, of: batch) + batches(rest, of: batch)
        calls[.denoiser] = size * steps
        calls[.decoder] = size
        calls[.verifier] = size > 1 ? size : 0
        return calls
    }

    func search(size: Int, in run: SearchRun) throws -> [SearchFinding] {
        let candidates = (0..<size).map { candidate($0)! }
        var lives = run.prompts.map { _ in [CandidateLife]() }
        var levels = run.prompts.map { _ in [SearchLevel]() }
        var pivots = run.prompts.map { _ in 0 }
        var verdicts = run.prompts.map { _ in [SearchRun.Verdict]() }
        run.charge(.encoder, 1)
        for round in rounds(size) {
            for prompt in run.prompts.indices {
                for number in round where number > 0 {
                    let key = TrajectoryPool.Key(prompt: prompt, candidate: candidates[number])
                    let pivot = TrajectoryPool.Key(prompt: prompt, candidate: candidates[pivots[prompt]])
                    try run.pool.setNoise(
                        Self.neighbor(
                            of: run.pool.noise(pivot),
                            towards: run.prompts[prompt].direction(number, run.stateShape),
                            radius: choices.radius), of: key)
                }
            }
            run.chargeStart(round.count)
            run.charge(.denoiser, round.count * run.steps)
            let found = try run.verdicts(
                run.prompts.map { _ in round.map { candidates[$0] } }, step: nil, isNoiseAware: false)
            run.charge(.decoder, round.count)
            if size > 1 { try run.chargeScores(round.count, step: nil, isNoiseAware: false) }
            for prompt in run.prompts.indices {
                for (number, verdict) in zip(round, found[prompt]) {
                    var life = CandidateLife(candidate: number)
                    life.parent = number == 0 ? nil : pivots[prompt]
                    run.note(verdict, in: &life)
                    lives[prompt].append(life)
                }
                verdicts[prompt] += found[prompt]
                // The pivot stands first, so that an equal neighbour does not replace it.
                let compared = Array(Set([pivots[prompt]] + round)).sorted()
                let scores = run.combined(compared.map { verdicts[prompt][$0].rewards }).map(\.score)
                pivots[prompt] = compared[Ranking.argmax(scores) ?? 0]
                levels[prompt].append(
                    SearchLevel(step: nil, scored: round.count, kept: [pivots[prompt]]))
            }
        }
        return run.prompts.indices.map { prompt in
            SearchFinding(
                candidates: candidates, lives: lives[prompt], levels: levels[prompt], winner: pivots[prompt],
                rewards: verdicts[prompt][pivots[prompt]].rewards)
        }
    }

    /// As long as the pivot x, and at the distance `radius · |x|` from it: `x · cos + |x| · u · sin`, where u is the
    /// direction with what points along x taken out of it, at length 1, and cos = 1 - radius² / 2.
    static func neighbor(of pivot: Tensor, towards direction: Tensor, radius: Double) -> Tensor {
        let (x, d) = (pivot.elements.map(Double.init), direction.elements.map(Double.init))
        func product(_ a: [Double], _ b: [Double]) -> Double {
            zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
        }
        let square = product(x, x)
        guard square > 0 else { return pivot }
        let along = product(x, d) / square
        let across = zip(d, x).map { $0 - along * $1 }
        let length = product(across, across).squareRoot()
        guard length > 0 else { return pivot }
        let cosine = 1 - radius * radius / 2
        let sine = max(0, 1 - cosine * cosine).squareRoot() * square.squareRoot() / length
        return Tensor(zip(x, across).map { Float(cosine * $0 + sine * $1) }, shape: pivot.shape)
    }
}
