import Models
import Tensors

/// The candidates of some prompts, denoised only as far as anyone asked.
///
/// Strategies that are compared start from the same noise, so they share trajectories and scores here. What each
/// call cost is kept beside its result: a strategy is charged for every call that it needs, as if it ran alone. What
/// earlier searches found out is taken over, and charged all the same.
final class TrajectoryPool {
    struct Key: Hashable {
        let prompt: Int
        let candidate: Candidate
    }

    /// What a score is of.
    struct Level: Hashable {
        /// The step whose estimate is scored; -1 for the finished picture.
        let step: Int
        let isNoiseAware: Bool

        init(step: Int?, isNoiseAware: Bool) {
            self.step = step ?? -1
            self.isNoiseAware = isNoiseAware
        }
    }

    private struct ScoreKey: Hashable {
        let key: Key
        let level: Level
    }

    private struct Trajectory {
        var calls: Int
        var state: TensorStore.Handle
        /// What the generator believed the final state to be, at the steps that are scored.
        var estimates: [Int: TensorStore.Handle] = [:]
        /// States after steps from which paths branch.
        var branching: [Int: TensorStore.Handle] = [:]
        var picture: TensorStore.Handle?
    }

    let models: SearchModels
    let prompts: [SearchPrompt]
    private let scoredSteps: Set<Int>
    private let branchedSteps: Set<Int>
    private let shown: Set<Int>
    let checkCancellation: () throws -> Void
    private let store: TensorStore
    private var trajectories: [Key: Trajectory] = [:]
    /// Noise that is not the prompt's own: of neighbours.
    private var noises: [Key: TensorStore.Handle] = [:]
    private var scores: [ScoreKey: [Float]] = [:]
    private var knownPictures: [Key: Tensor] = [:]
    private var glimpses: [ScoreKey: Tensor] = [:]
    let conditioning: Conditioning
    private var shiftConditioning: Conditioning?
    /// The prompts as each reward reads them: the clean one at -1, the noise-aware ones at their steps.
    private var captions: [CaptionKey: Conditioning] = [:]

    /// Counted on the calls themselves, for one candidate each.
    var generatorEncoderCost = 0
    var denoiserCosts: Int?
    var decoderCosts: Int?
    var verifierCosts: [Level: Int] = [:]

    private struct CaptionKey: Hashable {
        let reward: Int
        let level: Level
    }

    /// - Parameters:
    ///   - scoredSteps: steps whose estimates are scored, and therefore kept.
    ///   - branchedSteps: steps whose states are kept, for paths branch there.
    ///   - shown: prompts whose scored pictures are kept, small.
    ///   - known: by prompt; none where it is empty.
    init(
        models: SearchModels, prompts: [SearchPrompt], scoredSteps: Set<Int>, branchedSteps: Set<Int> = [],
        shown: Set<Int> = [], known: [KnownCandidates] = [], memory: SearchMemory = .unlimited,
        checkCancellation: @escaping () throws -> Void = {}
    ) throws {
        self.models = models
        self.prompts = prompts
        self.scoredSteps = scoredSteps
        self.branchedSteps = branchedSteps
        self.shown = shown
        self.checkCancellation = checkCancellation
        store = TensorStore(limit: memory.limit, folder: memory.folder)
        let encoded = try Execution.measured {
            try Execution.withoutGradients { try models.generator.encode(prompts.map(\.text)) }
        }
        conditioning = encoded.result
        generatorEncoderCost = encoded.multiplyAccumulates / max(prompts.count, 1)
        for (prompt, known) in known.enumerated() {
            for (score, value) in known.scores {
                let key = Key(prompt: prompt, candidate: score.candidate)
                let level = Level(step: score.step, isNoiseAware: score.isNoiseAware)
                scores[ScoreKey(key: key, level: level)] = value
            }
            for (candidate, picture) in known.pictures {
                knownPictures[Key(prompt: prompt, candidate: candidate)] = picture
            }
        }
    }

    // MARK: Captions

    /// All prompts as a reward reads them; they are read once.
    func captions(_ place: Int, _ level: Level) throws -> Conditioning {
        // The clean reward is the same at every step.
        let key = CaptionKey(
            reward: place, level: level.isNoiseAware ? level : Level(step: nil, isNoiseAware: false))
        if let known = captions[key] { return known }
        let read = try Execution.withoutGradients { try reward(place, level).encode(prompts.map(\.text)) }
        captions[key] = read
        return read
    }

    func shiftCaptions() throws -> Conditioning {
        if let shiftConditioning { return shiftConditioning }
        let read = try Execution.withoutGradients {
            try models.hypernetwork!.shift.encode(prompts.map(\.text))
        }
        shiftConditioning = read
        return read
    }

    func reward(_ place: Int, _ level: Level) -> any PictureReward {
        let own = models.rewards[place]
        return level.isNoiseAware ? own.noiseAware?.reward(atStep: level.step) ?? own.reward : own.reward
    }

    // MARK: Noise and states

    /// The noise of a candidate, before any hypernetwork: `[H, W, C]`.
    func noise(_ key: Key) throws -> Tensor {
        if let handle = noises[key] { return try store.read(handle) }
        guard case .fresh(let number) = key.candidate else {
            preconditionFailure("the noise of a candidate that is not fresh is set before it is asked for")
        }
        return prompts[key.prompt].noise(number, models.generator.stateShape)
    }

    /// Lets a candidate start from this noise, unless it has some.
    func setNoise(_ noise: @autoclosure () throws -> Tensor, of key: Key) throws {
        if noises[key] == nil { noises[key] = try store.insert(try noise()) }
    }

    /// Lets a candidate start as a branch of another one: from its state after a step, taken back by fresh noise to the
    /// state before an earlier one.
    func branch(_ key: Key, from parent: Key, after step: Int, noise: Tensor, back start: Int) throws {
        guard trajectories[key] == nil else { return }
        guard let handle = trajectories[parent]?.branching[step] else {
            preconditionFailure("paths branch from states that were kept")
        }
        let state = try store.read(handle)
        let back = try Execution.withoutGradients {
            try models.generator.renoised(state, before: step + 1, back: start, noise: noise)
        }
        trajectories[key] = Trajectory(calls: start, state: try store.insert(back))
    }

    /// States of candidates of one and the same number of calls: `[B, H, W, C]`.
    private func states(_ keys: [Key], calls: Int) throws -> Tensor {
        guard calls == 0 else {
            return Tensor.stacked(try keys.map { try store.read(trajectories[$0]!.state) })
        }
        // Branches may be back at the start; all others have not begun.
        let noises = try keys.map { key in
            guard let trajectory = trajectories[key] else { return try noise(key) }
            return try store.read(trajectory.state)
        }
        let fresh = keys.indices.filter { trajectories[keys[$0]] == nil }
        guard !fresh.isEmpty else { return Tensor.stacked(noises) }
        let started = models.generator.start(
            try improved(
                Tensor.stacked(fresh.map { noises[$0] }), prompts: fresh.map { keys[$0].prompt }))
        guard fresh.count < keys.count else { return started }
        var rows = noises
        for (row, place) in fresh.enumerated() { rows[place] = started.row(row) }
        return Tensor.stacked(rows)
    }

    /// The noise that candidates start from: `[B, H, W, C]`.
    func improvedNoise(_ keys: [Key]) throws -> Tensor {
        try improved(.stacked(try keys.map(noise)), prompts: keys.map(\.prompt))
    }

    private func improved(_ noise: Tensor, prompts: [Int]) throws -> Tensor {
        guard let hypernetwork = models.hypernetwork else { return noise }
        return noise + hypernetwork.change(noise, captions: try shiftCaptions().gathered(prompts))
    }

    /// Denoises so that the estimate of `step` (or the picture, after the last one) is there for each candidate.
    func advance(_ keys: [Key], through step: Int) throws {
        let waiting = keys.filter { (trajectories[$0]?.calls ?? 0) <= step }
        let batch = models.generator.largestBatch
        for calls in Set(waiting.map { trajectories[$0]?.calls ?? 0 }).sorted() {
            let together = waiting.filter { (trajectories[$0]?.calls ?? 0) == calls }
            for start in stride(from: 0, to: together.count, by: batch) {
                let part = Array(together[start..<min(start + batch, together.count)])
                try Execution.withoutGradients { try advance(part, from: calls, through: step) }
            }
        }
    }

    /// One batch, as far as it is to go: its states are read and written once.
    private func advance(_ keys: [Key], from calls: Int, through step: Int) throws {
        try checkCancellation()
        var states = try states(keys, calls: calls)
        let words = conditioning.gathered(keys.map(\.prompt))
        var estimates: [[Int: TensorStore.Handle]] = keys.map { _ in [:] }
        var branching: [[Int: TensorStore.Handle]] = keys.map { _ in [:] }
        for index in calls...step {
            if index > calls { try checkCancellation() }
            let noise =
                models.generator.drawsNoise(at: index)
                ? Tensor.stacked(keys.map { stepNoise($0, index) }) : nil
            let stepped = Execution.measured {
                models.generator.step(states, index: index, conditioning: words, noise: noise)
            }
            denoiserCosts = stepped.multiplyAccumulates / keys.count
            states = stepped.result.state
            for row in keys.indices {
                if scoredSteps.contains(index) {
                    estimates[row][index] = try store.insert(stepped.result.estimate.row(row))
                }
                if branchedSteps.contains(index) {
                    branching[row][index] = try store.insert(states.row(row))
                }
            }
        }
        for (row, key) in keys.enumerated() {
            let state = try store.insert(states.row(row))
            if let old = trajectories[key] {
                store.remove(old.state)
                trajectories[key]!.state = state
            } else {
                trajectories[key] = Trajectory(calls: 0, state: state)
            }
            trajectories[key]!.calls = step + 1
            trajectories[key]!.estimates.merge(estimates[row]) { $1 }
            trajectories[key]!.branching.merge(branching[row]) { $1 }
        }
    }

    /// What a step of the sampler adds; neighbours differ from their pivot by their first noise alone.
    func stepNoise(_ key: Key, _ step: Int) -> Tensor {
        let shape = models.generator.stateShape
        let prompt = prompts[key.prompt]
        return switch key.candidate {
        case .fresh(let number): prompt.stepNoise(number, step: step, shape)
        case .neighbor: prompt.stepNoise(0, step: step, shape)
        case .branch(_, let path): prompt.branchNoise(path, step: step, shape)
        case .ascended: preconditionFailure("optimised noise is drawn where it is optimised")
        }
    }

    // MARK: Pictures and scores

    /// The finished picture of a candidate.
    func picture(_ key: Key) throws -> Tensor {
        if let known = knownPictures[key] { return known }
        try advance([key], through: models.generator.steps - 1)
        if let handle = trajectories[key]!.picture { return try store.read(handle) }
        let state = try store.read(trajectories[key]!.state)
        let picture = Execution.withoutGradients {
            models.generator.pictures(of: Tensor.stacked([state])).row(0)
        }
        trajectories[key]!.picture = try store.insert(picture)
        return picture
    }

    /// Takes in the picture of a candidate that was drawn elsewhere.
    func enter(picture: Tensor, of key: Key) { knownPictures[key] = picture }

    /// A small picture of what was scored, which is made again where the score was known from before.
    func glimpse(_ key: Key, step: Int?) throws -> Tensor {
        let place = ScoreKey(key: key, level: Level(step: step, isNoiseAware: false))
        if let known = glimpses[place] { return known }
        guard let step else { return (try picture(key)).glimpse }
        try advance([key], through: step)
        let estimate = try store.read(trajectories[key]!.estimates[step]!)
        let small = Execution.withoutGradients {
            models.generator.pictures(of: Tensor.stacked([estimate])).row(0).glimpse
        }
        glimpses[place] = small
        return small
    }

    /// What each reward says of the estimates of `step`, or of the finished pictures for `nil`: the clean rewards, or
    /// the noise-aware ones where there are any. Candidates are denoised as far as that takes.
    func scores(_ keys: [Key], step: Int?, isNoiseAware: Bool) throws -> [[Float]] {
        let level = Level(step: step, isNoiseAware: isNoiseAware)
        let missing = keys.filter { scores[ScoreKey(key: $0, level: level)] == nil }
        let batch = models.largestScoredBatch
        // All are denoised first, in batches as large as the generator takes.
        try advance(missing, through: step ?? models.generator.steps - 1)
        for start in stride(from: 0, to: missing.count, by: batch) {
            try checkCancellation()
            try Execution.withoutGradients {
                try score(Array(missing[start..<min(start + batch, missing.count)]), step: step, level)
            }
        }
        return keys.map { scores[ScoreKey(key: $0, level: level)]! }
    }

    private func score(_ part: [Key], step: Int?, _ level: Level) throws {
        let states = Tensor.stacked(
            try part.map { key in
                let trajectory = trajectories[key]!
                return try store.read(step.map { trajectory.estimates[$0]! } ?? trajectory.state)
            })
        let decoded = Execution.measured { models.generator.pictures(of: states) }
        decoderCosts = decoded.multiplyAccumulates / part.count
        for (row, key) in part.enumerated() {
            let isShown = shown.contains(key.prompt)
            guard step == nil || isShown else { continue }
            let picture = decoded.result.row(row)
            if step == nil, trajectories[key]!.picture == nil {
                trajectories[key]!.picture = try store.insert(picture)
            }
            if isShown {
                glimpses[ScoreKey(key: key, level: Level(step: step, isNoiseAware: false))] = picture.glimpse
            }
        }
        var cost = 0
        var found = part.map { _ in [Float]() }
        for place in models.rewards.indices {
            let reward = reward(place, level)
            let captions = try captions(place, level).gathered(part.map(\.prompt))
            let scored = Execution.measured { reward.score(reward.view(decoded.result), captions: captions) }
            cost += scored.multiplyAccumulates / part.count
            for (row, score) in scored.result.elements.enumerated() { found[row].append(score) }
        }
        verifierCosts[level] = cost
        for (key, values) in zip(part, found) { scores[ScoreKey(key: key, level: level)] = values }
    }
}
