import Foundation
import Methods
import Models
import Tensors
import World

/// Measures one way to draw: its pictures against rewards, the judge, each other, and drawn scenes of the same captions.
struct Evaluation {
    let drawn: EvaluatedPictures
    /// The first one chooses where there is a choice.
    let rewards: [any PictureReward]
    /// Pictures of each prompt that are measured.
    let imagesPerPrompt: Int
    /// Pictures from which each of these is chosen.
    let bestOf: Int
    /// Drawn scenes of each caption.
    let scenes: Int
    let seed: UInt64

    /// What one prompt gives.
    struct PromptResult {
        var rewards: [Double]
        var judge: Double?
        var scenes: Double?
        var pixelDiversity: Double?
        var featureDiversity: Double?
        var pixelDistance: Double?
        var featureDistance: Double?
    }

    /// - Returns: the result of a prompt, and what scoring its pictures for the choice cost.
    func run(prompt: Int) throws -> (result: PromptResult, choiceMACs: Int) {
        let first = prompt * drawn.imagesPerPrompt
        let candidates = try drawn.pictures(Array(first..<first + imagesPerPrompt * bestOf))
        let prompts = { (count: Int) in drawn.prompts.gathered(repeatElement(prompt, count: count)) }
        var choiceMACs = 0
        var pictures = candidates
        if bestOf > 1 {
            let scored = try Execution.withoutGradients {
                try Execution.measured {
                    try scores(of: candidates, by: rewards[0], prompts: prompts(candidates.shape[0]))
                }
            }
            choiceMACs = scored.multiplyAccumulates
            let best = (0..<imagesPerPrompt).map { (group: Int) -> Int in
                let start = group * bestOf
                return start + (Ranking.argmax(Array(scored.result[start..<start + bestOf])) ?? 0)
            }
            pictures = candidates.gathered(best)
        }
        let own = prompts(imagesPerPrompt)
        var result = PromptResult(
            rewards: try rewards.map { reward in
                let scores = try scores(of: pictures, by: reward, prompts: own)
                guard scores.allSatisfy(\.isFinite) else {
                    throw StageError.notANumber("a reward of the evaluation")
                }
                return scores.reduce(0) { $0 + Double($1) } / Double(scores.count)
            })
        if let findings = own.findings(on: pictures) {
            result.judge = Self.share(findings.map(\.isRight))
            result.scenes = Self.share(findings.map(\.isScene))
        }
        compare(pictures, with: drawScenes(of: prompt), into: &result)
        return (result, choiceMACs)
    }

    private static func share(_ holds: [Bool]) -> Double {
        Double(holds.filter { $0 }.count) / Double(holds.count)
    }

    private func scores(
        of pictures: Tensor, by reward: any PictureReward, prompts: Prompts
    ) throws -> [Float] {
        try Execution.withoutGradients {
            reward.scores(of: pictures, captions: try reward.encode(prompts.texts))
        }
    }

    private func compare(_ pictures: Tensor, with scenes: Tensor?, into result: inout PromptResult) {
        let pixels = Self.rows(pictures)
        result.pixelDiversity = SampleDistances.within(pixels)
        let seen = features(of: pictures)
        result.featureDiversity = seen.flatMap(SampleDistances.within)
        guard let scenes else { return }
        result.pixelDistance = SampleDistances.energy(pixels, Self.rows(scenes))
        if let seen, let known = features(of: scenes) {
            result.featureDistance = SampleDistances.energy(seen, known)
        }
    }

    /// What the last reward sees in each picture; nil for a reward that does not say.
    private func features(of pictures: Tensor) -> [[Float]]? {
        guard let reward = (rewards.last as? WorldPictureReward)?.reward else { return nil }
        return Self.rows(Execution.withoutGradients { reward.features(of: pictures) })
    }

    /// Scenes of a prompt's caption, drawn by the program that draws training scenes; nil outside of the embedded world.
    private func drawScenes(of prompt: Int) -> Tensor? {
        guard scenes > 0, let caption = drawn.prompts.captions?[prompt] else { return nil }
        let stream = RandomStream(seed: seed).stream("evaluate-scenes").stream(caption.text)
        return .stacked(
            (0..<scenes).map { index in
                var random = stream.at(index)
                return Tensor(
                    Scene(caption, using: &random).pixels(), shape: [Scene.size, Scene.size, Scene.channels])
            })
    }

    private static func rows(_ values: Tensor) -> [[Float]] {
        let size = values.count / values.shape[0]
        return values.withUnsafeElements { elements in
            (0..<values.shape[0]).map { Array(elements[$0 * size..<($0 + 1) * size]) }
        }
    }
}
