import Models
import Tensors

/// The models that a search runs.
public struct SearchModels {
    public let generator: any PictureGenerator
    /// At least one.
    public let rewards: [SearchReward]
    public let combination: RewardCombination
    /// Improves the noise that candidates start from.
    public let hypernetwork: NoiseHypernetwork?

    /// - Parameter noiseAware: prunes in TTSnap.
    public init(
        generator: any PictureGenerator, reward: any PictureReward, noiseAware: NoiseAwareReward? = nil,
        hypernetwork: NoiseHypernetwork? = nil
    ) {
        self.init(
            generator: generator, rewards: [SearchReward(reward, noiseAware: noiseAware)],
            combination: .single, hypernetwork: hypernetwork)
    }

    /// - Parameter combination: has a weight for each of the rewards.
    public init(
        generator: any PictureGenerator, rewards: [SearchReward], combination: RewardCombination,
        hypernetwork: NoiseHypernetwork? = nil
    ) {
        precondition(
            !rewards.isEmpty && rewards.count == combination.weights.count, "a weight for each reward")
        self.generator = generator
        self.rewards = rewards
        self.combination = combination
        self.hypernetwork = hypernetwork
    }

    /// Pictures scored together.
    var largestScoredBatch: Int {
        min(generator.largestBatch, rewards.map(\.reward.largestBatch).min() ?? 1)
    }
}

/// One reward for each noise level, as curriculum fine-tuning leaves them behind.
public struct NoiseAwareReward {
    /// Sampler steps (counted from 0) and the reward fine-tuned for the estimates of that step.
    public let levels: [(step: Int, reward: any PictureReward)]
    private var judges: [Int: Int?] = [:]

    public init(levels: [(step: Int, reward: any PictureReward)]) {
        self.levels = levels.sorted { $0.step < $1.step }
    }

    /// The same rewards, of which a chosen one judges each of some steps.
    ///
    /// - Parameter judges: by step, the level whose reward judges it; nil for the clean reward.
    /// - Throws: `NoiseAwareError.noSuchLevel` for a level that is not there.
    public func judging(by judges: [Int: Int?]) throws(NoiseAwareError) -> NoiseAwareReward {
        for case let level? in judges.values where !levels.contains(where: { $0.step == level }) {
            throw .noSuchLevel(level, levels: levels.map(\.step))
        }
        var chosen = self
        chosen.judges = judges
        return chosen
    }

    /// The reward that was chosen for the step; else the one of the nearest level, the cleaner of two equally near. `nil`
    /// past the cleanest level, where the original reward is the better judge.
    public func reward(atStep step: Int) -> (any PictureReward)? {
        if let judge = judges[step] { return levels.first { $0.step == judge }?.reward }
        guard let cleanest = levels.last, step <= cleanest.step else { return nil }
        return levels.min { (abs($0.step - step), -$0.step) < (abs($1.step - step), -$1.step) }?.reward
    }
}

/// One prompt of a search: its caption and where its noise comes from.
public struct SearchPrompt {
    public let text: String
    private let stream: RandomStream
    private var firstCandidate = 0

    /// - Parameters:
    ///   - seed: with the caption it decides the noise of every candidate; the position in a list does not.
    ///   - occurrence: how often the list had this caption before.
    public init(text: String, seed: UInt64, occurrence: Int = 0) {
        self.text = text
        stream = RandomStream(seed: seed).stream("noise").stream(text).stream("occurrence \(occurrence)")
    }

    /// The same prompt for an independent repeat of its search, with candidates of its own; repeat 0 is the prompt
    /// itself.
    public func repeated(_ index: Int) -> SearchPrompt {
        var prompt = self
        prompt.firstCandidate = index * PruningSchedule.maximumCandidates
        return prompt
    }

    /// The starting noise of a candidate: standard normal values.
    public func noise(_ candidate: Int, _ shape: Shape) -> Tensor {
        .normal(shape, from: stream.at(firstCandidate + candidate))
    }

    /// Fresh noise that a step of the sampler adds to a candidate: standard normal values.
    public func stepNoise(_ candidate: Int, step: Int, _ shape: Shape) -> Tensor {
        .normal(shape, from: stream.stream("step \(step)").at(firstCandidate + candidate))
    }

    /// The direction in which a neighbour of a zero-order search lies: standard normal values.
    func direction(_ number: Int, _ shape: Shape) -> Tensor {
        .normal(shape, from: stream.stream("neighbor").at(firstCandidate + number))
    }

    /// Fresh noise of a branch: that which takes it back, or for `step` that which a step of the sampler adds.
    func branchNoise(_ path: [Int], step: Int? = nil, _ shape: Shape) -> Tensor {
        let own = stream.stream("path " + path.map(String.init).joined(separator: "/"))
        return .normal(shape, from: (step.map { own.stream("step \($0)") } ?? own).at(firstCandidate))
    }
}

extension Tensor {
    /// One entry of the first axis, without that axis.
    func row(_ index: Int) -> Tensor {
        sliced(axis: 0, index..<index + 1).reshaped(Shape(Array(shape.dimensions.dropFirst())))
    }
}
