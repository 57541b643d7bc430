import Models
import Tensors

/// Sampling trajectories of some captions: what the generator believed the picture to be at every step, the
/// picture, and its clean reward. This is what noise-aware reward fine-tuning learns from (arXiv 2511.22242, 3.2).
public struct TweedieTrajectories {
    /// Caption of each trajectory.
    public let texts: [String]
    /// Which prompt each trajectory belongs to.
    public let prompts: [Int]
    /// Estimates by step, as the reward looks at them: `[N, H, W, 3]` each.
    public let estimates: [Int: Tensor]
    /// As the reward looks at them: `[N, H, W, 3]`.
    public let pictures: Tensor
    /// Clean rewards of the pictures.
    public let rewards: [Float]

    public var count: Int { rewards.count }

    public init(texts: [String], prompts: [Int], estimates: [Int: Tensor], pictures: Tensor, rewards: [Float])
    {
        self.texts = texts
        self.prompts = prompts
        self.estimates = estimates
        self.pictures = pictures
        self.rewards = rewards
    }

    /// The captions as a reward reads them, one row for each trajectory; each text is read once.
    func captions(readBy reward: any PictureReward) throws -> Conditioning {
        var rows: [String: Int] = [:]
        var distinct: [String] = []
        for text in texts where rows[text] == nil {
            rows[text] = distinct.count
            distinct.append(text)
        }
        return try Execution.withoutGradients {
            try reward.encode(distinct).gathered(texts.map { rows[$0]! })
        }
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
            texts: parts.flatMap(\.texts), prompts: parts.flatMap(\.prompts),
            estimates: Dictionary(
                uniqueKeysWithValues: steps.map { step in
                    (step, Tensor.concatenated(parts.map { $0.estimates[step]! }, axis: 0))
                }), pictures: .concatenated(parts.map(\.pictures), axis: 0), rewards: parts.flatMap(\.rewards)
        )
    }

    /// Some of the trajectories, in the order given.
    public func gathered(_ indices: [Int]) -> TweedieTrajectories {
        TweedieTrajectories(
            texts: indices.map { texts[$0] }, prompts: indices.map { prompts[$0] },
            estimates: estimates.mapValues { $0.gathered(indices) }, pictures: pictures.gathered(indices),
            rewards: indices.map { rewards[$0] })
    }

    /// Draws candidates 0 ..< `imagesPerPrompt` of each of some prompts.
    ///
    /// - Parameter firstPrompt: number of the first of these prompts in the whole dataset.
    public static func draw(
        prompts: [SearchPrompt], firstPrompt: Int, imagesPerPrompt: Int, generator: any PictureGenerator,
        reward: any PictureReward
    ) throws -> TweedieTrajectories {
        let all = prompts.indices.flatMap { prompt in
            (0..<imagesPerPrompt).map { (prompt: prompt, candidate: $0) }
        }
        return try draw(all, of: prompts, firstPrompt: firstPrompt, generator: generator, reward: reward)
    }

    /// Draws some trajectories of some prompts. Each is the same whatever else is drawn with it.
    ///
    /// - Parameters:
    ///   - candidates: place of the prompt in `prompts`, and number of the candidate.
    ///   - firstPrompt: number of the first of these prompts in the whole dataset.
    public static func draw(
        _ candidates: [(prompt: Int, candidate: Int)], of prompts: [SearchPrompt], firstPrompt: Int,
        generator: any PictureGenerator, reward: any PictureReward
    ) throws -> TweedieTrajectories {
        // Memory is for a batch, however many candidates a prompt has; a sample is the same in any batch.
        let size = min(generator.largestBatch, reward.largestBatch)
        // A prompt is read once for all of its candidates.
        let (words, captions) = try Execution.withoutGradients {
            let texts = prompts.map(\.text)
            return (try generator.encode(texts), try reward.encode(texts))
        }
        return joined(
            stride(from: 0, to: candidates.count, by: size).map { start in
                let own = Array(candidates[start..<min(start + size, candidates.count)])
                let places = own.map(\.prompt)
                return drawBatch(
                    own, of: prompts, firstPrompt: firstPrompt, generator: generator,
                    words: words.gathered(places), reward: reward, captions: captions.gathered(places))
            })
    }

    private static func drawBatch(
        _ candidates: [(prompt: Int, candidate: Int)], of prompts: [SearchPrompt], firstPrompt: Int,
        generator: any PictureGenerator, words: Conditioning, reward: any PictureReward,
        captions: Conditioning
    ) -> TweedieTrajectories {
        Execution.withoutGradients {
            let shape = generator.stateShape
            let texts = candidates.map { prompts[$0.prompt].text }
            var state = generator.start(
                Tensor.stacked(candidates.map { prompts[$0.prompt].noise($0.candidate, shape) }))
            var estimates: [Int: Tensor] = [:]
            for index in 0..<generator.steps {
                let noise =
                    generator.drawsNoise(at: index)
                    ? Tensor.stacked(
                        candidates.map { prompts[$0.prompt].stepNoise($0.candidate, step: index, shape) })
                    : nil
                let stepped = generator.step(state, index: index, conditioning: words, noise: noise)
                estimates[index] = reward.view(generator.pictures(of: stepped.estimate))
                state = stepped.state
            }
            let views = reward.view(generator.pictures(of: state))
            return TweedieTrajectories(
                texts: texts, prompts: candidates.map { $0.prompt + firstPrompt }, estimates: estimates,
                pictures: views, rewards: reward.score(views, captions: captions).elements)
        }
    }
}
