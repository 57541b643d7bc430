import Engine
import Images
import Methods
import Models
import Tensors

/// Draws held-out captions from the same noise with and without what was trained.
struct HypernetworkEvaluation {
    typealias StepNoise = (_ step: Int) -> Tensor?

    /// Two ways to draw that share their noise.
    struct Pair {
        typealias Draw = (_ noise: Tensor, _ texts: [String], _ stepNoise: StepNoise) throws -> Tensor

        let stateShape: Shape
        let largestBatch: Int
        let base: Draw
        let trained: Draw
        /// The change of the noise; nil where there is none.
        let change: ((_ noise: Tensor, _ texts: [String]) throws -> Tensor)?

        init(_ hypernetwork: NoiseHypernetwork) {
            stateShape = hypernetwork.stateShape
            largestBatch = hypernetwork.largestBatch
            base = { try hypernetwork.drawUnimproved($0, prompts: $1, stepNoise: $2) }
            trained = { try hypernetwork.draw($0, prompts: $1, stepNoise: $2) }
            change = { try hypernetwork.change($0, prompts: $1) }
        }

        /// A generator before and after fine-tuning.
        init(_ generator: any PictureGenerator, tuned: any PictureGenerator) {
            func draw(_ generator: any PictureGenerator) -> Draw {
                { noise, texts, stepNoise in
                    generator.pictures(
                        of: generator.sample(
                            noise, conditioning: try generator.encode(texts), stepNoise: stepNoise))
                }
            }
            stateShape = generator.stateShape
            largestBatch = generator.largestBatch
            (base, trained, change) = (draw(generator), draw(tuned), nil)
        }
    }

    let prompts: Prompts
    let imagesPerPrompt: Int
    let seed: UInt64
    let rewards: [WeightedReward]
    let context: StageContext

    struct Result {
        var base: HypernetworkFigures.Side
        var trained: HypernetworkFigures.Side
        /// Differences, paired over prompts.
        var rewardGain: MeanEstimate
        var judgeGain: MeanEstimate?
        /// Mean of squares of the change of the noise.
        var change: Double
        var shown: [String]
        var shownBaseIsRight: [Bool]?
        var shownTrainedIsRight: [Bool]?
    }

    private static let largestShown = 24

    /// - Parameters:
    ///   - title: of the pictures of what was trained: `<title>/0000.png`.
    ///   - folder: for pictures.
    func run(_ pair: Pair, title: String, picturesTo folder: String) throws -> Result {
        var (base, trained) = (HypernetworkSums(), HypernetworkSums())
        var change = 0.0
        var (shownBase, shownTrained): ([PixelImage], [PixelImage]) = ([], [])
        let shownCount = min(Self.largestShown, prompts.count)
        try eachBatch(pair, prompts: prompts.count) { noise, own, stepNoise in
            let drawn = try Execution.withoutGradients {
                (
                    try Execution.measured { try pair.base(noise, own.texts, stepNoise) },
                    try Execution.measured { try pair.trained(noise, own.texts, stepNoise) }
                )
            }
            if let own = try pair.change.map({ change in
                try Execution.withoutGradients { try change(noise, own.texts).sumOfSquares }
            }) {
                change += Double(own)
            }
            try collect(drawn.0, prompts: own, into: &base)
            try collect(drawn.1, prompts: own, into: &trained)
            let firsts = Array(
                stride(from: 0, to: own.count, by: imagesPerPrompt).prefix(shownCount - shownBase.count))
            shownBase += Pictures.images(drawn.0.result.gathered(firsts))
            shownTrained += Pictures.images(drawn.1.result.gathered(firsts))
        }
        try Pictures.write(shownBase, named: "base", to: folder)
        try Pictures.write(shownTrained, named: title, to: folder)
        return Result(
            base: base.side, trained: trained.side,
            rewardGain: MeanEstimate(zip(trained.reward, base.reward).map { $0 - $1 }),
            judgeGain: trained.judge.flatMap { trained in
                base.judge.map { MeanEstimate(zip(trained, $0).map { $0 - $1 }) }
            },
            change: change / Double(prompts.count * imagesPerPrompt * pair.stateShape.count),
            shown: Array(prompts.texts.prefix(shownCount)),
            shownBaseIsRight: base.judge.map { _ in Array(base.isRight.prefix(shownCount)) },
            shownTrainedIsRight: trained.judge.map { _ in Array(trained.isRight.prefix(shownCount)) })
    }

    /// Figures of what is being trained, on some captions from the top.
    func figures(_ pair: Pair, prompts count: Int) throws -> [String: Double] {
        var sums = HypernetworkSums()
        var change = 0.0
        let count = min(count, prompts.count)
        try eachBatch(pair, prompts: count) { noise, own, stepNoise in
            let drawn = try Execution.withoutGradients {
                try Execution.measured { try pair.trained(noise, own.texts, stepNoise) }
            }
            try collect(drawn, prompts: own, isStrict: false, into: &sums)
            if let own = try pair.change.map({ change in
                try Execution.withoutGradients { try change(noise, own.texts).sumOfSquares }
            }) {
                change += Double(own)
            }
        }
        let side = sums.side
        var figures = ["reward": side.reward.mean]
        figures["judge"] = side.judge?.mean
        if pair.change != nil { figures["kl_bound"] = change / 2 / Double(count * imagesPerPrompt) }
        return figures
    }

    /// The divergence of the improved noise, its Lipschitz constant from the noise of some captions.
    func divergence(_ pair: Pair, change: Double, samples: Int) throws -> NoiseDivergence? {
        guard let function = pair.change else { return nil }
        let size = pair.stateShape.count
        var lipschitz: Double?
        let seeds = prompts.searchPrompts(seed: seed &+ 1)
        for place in 0..<min(samples, prompts.count) {
            try context.cancellation.check()
            let noise = Tensor.stacked([seeds[place].noise(0, pair.stateShape)])
            lipschitz = max(
                lipschitz ?? 0,
                try NoiseDivergence.lipschitz(at: noise) { try function($0, [prompts.texts[place]]) })
        }
        return NoiseDivergence(
            halfSquaredNorm: change * Double(size) / 2, lipschitz: lipschitz, dimensions: size)
    }

    private func eachBatch(
        _ pair: Pair, prompts count: Int,
        _ body: (_ noise: Tensor, _ prompts: Prompts, _ stepNoise: StepNoise) throws -> Void
    ) throws {
        let seeds = prompts.searchPrompts(seed: seed &+ 1)
        let perBatch = max(1, pair.largestBatch / imagesPerPrompt)
        for start in stride(from: 0, to: count, by: perBatch) {
            try context.cancellation.check()
            let range = start..<min(start + perBatch, count)
            let owners = range.flatMap { Array(repeating: $0, count: imagesPerPrompt) }
            let noise = Tensor.stacked(
                owners.enumerated().map { index, owner in
                    seeds[owner].noise(index % imagesPerPrompt, pair.stateShape)
                })
            try body(noise, prompts.gathered(owners)) { step in
                .stacked(
                    owners.enumerated().map { index, owner in
                        seeds[owner].stepNoise(index % imagesPerPrompt, step: step, pair.stateShape)
                    })
            }
        }
    }

    /// - Parameter isStrict: whether a reward must be a finite number.
    private func collect(
        _ drawn: (result: Tensor, multiplyAccumulates: Int), prompts: Prompts, isStrict: Bool = true,
        into sums: inout HypernetworkSums
    ) throws {
        let scores = try rewards.map { weighted in
            let read = try Execution.withoutGradients { try weighted.reward.encode(prompts.texts) }
            return weighted.reward.scores(of: drawn.result, captions: read)
        }
        guard !isStrict || scores.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
            throw StageError.notANumber("a reward of the evaluation")
        }
        sums.add(
            scores, weights: rewards.map { Double($0.weight) }, right: prompts.verdicts(on: drawn.result),
            imagesPerPrompt: imagesPerPrompt)
        sums.macs = drawn.multiplyAccumulates / prompts.count
    }
}
