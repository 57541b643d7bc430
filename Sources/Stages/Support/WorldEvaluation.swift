import Engine
import Methods
import Models
import Tensors
import World

/// Figures of merit of freshly trained models, on validation and test captions.
struct WorldEvaluation {
    let prompts: Int
    let context: StageContext

    /// Share of captions that the judge finds fully right, in words for a model card.
    func judge(generatorAt folder: String, steps: Int) throws -> [String] {
        let generator = try ModelFolder(folder).generator().model
        return try [Split.validation, .test].map { split in
            let captions = drawCaptions(split)
            let noise = Prompts(captions: captions).searchPrompts(seed: Self.seed)
            var right: [Double] = []
            for start in stride(from: 0, to: prompts, by: 64) {
                try context.cancellation.check()
                let range = start..<min(start + 64, prompts)
                let own = Array(captions[range])
                let pictures = Execution.withoutGradients {
                    FlowSampler(steps: steps).sample(
                        .stacked(range.map { noise[$0].noise(0, generator.pictureShape) }),
                        denoiser: generator,
                        conditioning: generator.encode(own.flatMap(\.tokens)))
                }
                right += Pictures.isRight(pictures, captions: own).map { $0 ? 1 : 0 }
            }
            let estimate = MeanEstimate(right)
            context.progress.note("\(split.rawValue): \(Self.percent(estimate)) of captions fully right")
            return
                "Captions fully right, \(split.rawValue) split (\(prompts) captions): \(Self.percent(estimate))"
        }
    }

    /// How often a reward puts the right caption of a drawn scene first of six, in words for a model card.
    func choose(rewardAt folder: String) throws -> [String] {
        let reward = try ModelFolder(folder).reward().model
        return try [Split.validation, .test].map { split in
            let captions = drawCaptions(split)
            var first: [Double] = []
            for (index, caption) in captions.enumerated() {
                try context.cancellation.check()
                var generator = RandomStream(seed: Self.seed).stream("choose-\(split.rawValue)").at(index)
                let scene = Scene(caption, using: &generator)
                let negatives = caption.hardNegatives(using: &generator)
                let scores = Execution.withoutGradients {
                    reward.logLikelihoods(
                        of: caption.tokens + negatives.flatMap(\.tokens),
                        captionsPerPicture: 1 + negatives.count,
                        tokens: reward.look(
                            at: Tensor(scene.pixels(), shape: [1, Scene.size, Scene.size, Scene.channels])))
                }.elements
                first.append(Ranking.argmax(scores) == 0 ? 1 : 0)
            }
            let estimate = MeanEstimate(first)
            context.progress.note(
                "\(split.rawValue): right caption first of six in \(Self.percent(estimate))")
            return
                "Right caption first of six, \(split.rawValue) split (\(prompts) scenes): \(Self.percent(estimate))"
        }
    }

    /// Captions by the distribution of evaluations: a tenth single objects, a quarter counts, the rest relations.
    private func drawCaptions(_ split: Split) -> [Caption] {
        var stream = RandomStream(seed: Self.seed).stream("evaluation-\(split.rawValue)")
        return (0..<prompts).map { _ in PromptSet.of(split).draw(.evaluation, using: &stream) }
    }

    private static let seed: UInt64 = 2024

    private static func percent(_ estimate: MeanEstimate) -> String {
        func digits(_ value: Double) -> Double { (value * 1000).rounded() / 10 }
        return "\(digits(estimate.mean)) ± \(digits(estimate.standardError)) %"
    }
}
