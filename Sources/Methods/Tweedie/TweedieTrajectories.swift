import Models
import Tensors

/// Sampling trajectories of some captions: what the generator believed the picture to be at every step, the
/// picture, and its clean reward. This is what noise-aware reward fine-tuning learns from (arXiv 2511.22242, 3.2).
public struct TweedieTrajectories {
    /// Captions of the trajectories, one after another.
    public let tokens: [Int32]
    /// Which prompt each trajectory belongs to.
    public let prompts: [Int]
    /// Estimates by step: `[N, H, W, C]` each.
    public let estimates: [Int: Tensor]
    /// `[N, H, W, C]`.
    public let pictures: Tensor
    /// Clean rewards of the pictures.
    public let rewards: [Float]

    public var count: Int { rewards.count }
    public var captionLength: Int { count == 0 ? 0 : tokens.count / count }

    public init(tokens: [Int32], prompts: [Int], estimates: [Int: Tensor], pictures: Tensor, rewards: [Float])
    {
        self.tokens = tokens
        self.prompts = prompts
        self.estimates = estimates
        self.pictures = pictures
        self.rewards = rewards
    }

    /// The captions of some trajectories, one after another.
    func tokens(of indices: [Int]) -> [Int32] {
        let length = captionLength
        return indices.flatMap { tokens[$0 * length..<($0 + 1) * length] }
    }

    /// Indices of the trajectories of each prompt, in the order of prompts.
    public var groups: [[Int]] {
        var groups: [Int: [Int]] = [:]
        for (index, prompt) in prompts.enumerated() { groups[prompt, default: []].append(index) }
        return groups.keys.sorted().map { groups[$0]! }
    }

    /// Several parts as one.
    public static func joined(_ parts: [TweedieTrajectories]) -> TweedieTrajectories {
        if parts.count == 1 { return parts[0] }
        let steps = parts.first?.estimates.keys.sorted() ?? []
        return TweedieTrajectories(
            tokens: parts.flatMap(\.tokens), prompts: parts.flatMap(\.prompts),
            estimates: Dictionary(
                uniqueKeysWithValues: steps.map { step in
                    (step, Tensor.concatenated(parts.map { $0.estimates[step]! }, axis: 0))
                }), pictures: .concatenated(parts.map(\.pictures), axis: 0), rewards: parts.flatMap(\.rewards)
        )
    }

    /// Some of the trajectories, in the order given.
    public func gathered(_ indices: [Int]) -> TweedieTrajectories {
        TweedieTrajectories(
            tokens: tokens(of: indices), prompts: indices.map { prompts[$0] },
            estimates: estimates.mapValues { $0.gathered(indices) }, pictures: pictures.gathered(indices),
            rewards: indices.map { rewards[$0] })
    }

    /// Draws candidates 0 ..< `imagesPerPrompt` of each of some prompts.
    ///
    /// - Parameter firstPrompt: number of the first of these prompts in the whole dataset.
    public static func draw(
        prompts: [SearchPrompt], firstPrompt: Int, imagesPerPrompt: Int, steps: Int, generator: any Denoiser,
        reward: any Reward
    ) -> TweedieTrajectories {
        let all = prompts.indices.flatMap { prompt in
            (0..<imagesPerPrompt).map { (prompt: prompt, candidate: $0) }
        }
        return draw(
            all, of: prompts, firstPrompt: firstPrompt, steps: steps, generator: generator, reward: reward)
    }

    /// Draws some trajectories of some prompts. Each is the same whatever else is drawn with it.
    ///
    /// - Parameters:
    ///   - candidates: place of the prompt in `prompts`, and number of the candidate.
    ///   - firstPrompt: number of the first of these prompts in the whole dataset.
    public static func draw(
        _ candidates: [(prompt: Int, candidate: Int)], of prompts: [SearchPrompt], firstPrompt: Int,
        steps: Int, generator: any Denoiser, reward: any Reward
    ) -> TweedieTrajectories {
        joined(
            stride(from: 0, to: candidates.count, by: largestBatch).map { start in
                let own = Array(candidates[start..<min(start + largestBatch, candidates.count)])
                return drawBatch(
                    own, of: prompts, firstPrompt: firstPrompt, steps: steps, generator: generator,
                    reward: reward)
            })
    }

    /// Memory is for a batch, however many candidates a prompt has; a sample is the same in any batch.
    private static let largestBatch = 64

    private static func drawBatch(
        _ candidates: [(prompt: Int, candidate: Int)], of prompts: [SearchPrompt], firstPrompt: Int,
        steps: Int,
        generator: any Denoiser, reward: any Reward
    ) -> TweedieTrajectories {
        Execution.withoutGradients {
            let sampler = FlowSampler(steps: steps)
            let tokens = candidates.flatMap { prompts[$0.prompt].tokens }
            let words = generator.encode(tokens)
            var state = Tensor.stacked(
                candidates.map { prompts[$0.prompt].noise($0.candidate, generator.pictureShape) })
            var estimates: [Int: Tensor] = [:]
            for index in 0..<steps {
                let stepped = sampler.step(state, index: index, denoiser: generator, conditioning: words)
                estimates[index] = stepped.estimate
                state = stepped.state
            }
            return TweedieTrajectories(
                tokens: tokens, prompts: candidates.map { $0.prompt + firstPrompt }, estimates: estimates,
                pictures: state, rewards: reward.score(state, captions: tokens).elements)
        }
    }
}
