import Engine
import Images
import Methods
import Models
import Tensors

/// The `figures.json` of hypernetwork training.
struct HypernetworkFigures: Codable {
    struct Side: Codable {
        let reward: MeanEstimate
        /// Share of pictures that the judge finds right; nil where there is no judge.
        let judge: MeanEstimate?
        /// Multiply-accumulates of one picture.
        let macs: Int
    }

    let kind: String
    let prompts: Int
    let imagesPerPrompt: Int
    let base: Side
    let hypernetwork: Side
    /// Differences, paired over prompts.
    let rewardGain: MeanEstimate
    let judgeGain: MeanEstimate?
    /// Mean of squares of the change of the noise.
    let change: Double
    /// Captions of the pictures `base/0000.png`, `hypernetwork/0000.png`, ..., and the judge's verdicts on them.
    let shown: [String]
    let shownBaseIsRight: [Bool]?
    let shownHypernetworkIsRight: [Bool]?
}

/// Draws held-out captions from the same noise with and without the hypernetwork.
struct HypernetworkEvaluation {
    let prompts: Prompts
    let imagesPerPrompt: Int
    let seed: UInt64

    private struct Sums {
        var reward: [Double] = []
        /// Nil where there is no judge.
        var judge: [Double]? = []
        var isRight: [Bool] = []
        var macs = 0
    }

    func run(
        _ hypernetwork: NoiseHypernetwork, reward: any PictureReward, context: StageContext,
        picturesTo folder: String
    ) throws -> HypernetworkFigures {
        let seeds = prompts.searchPrompts(seed: seed &+ 1)
        let perBatch = max(1, hypernetwork.largestBatch / imagesPerPrompt)
        var (base, improved) = (Sums(), Sums())
        var change = 0.0
        var (shownBase, shownImproved): ([PixelImage], [PixelImage]) = ([], [])
        let shownCount = min(24, prompts.count)
        for start in stride(from: 0, to: prompts.count, by: perBatch) {
            try context.cancellation.check()
            let range = start..<min(start + perBatch, prompts.count)
            let owners = range.flatMap { Array(repeating: $0, count: imagesPerPrompt) }
            let own = prompts.gathered(owners)
            let noise = Tensor.stacked(
                owners.enumerated().map { index, owner in
                    seeds[owner].noise(index % imagesPerPrompt, hypernetwork.stateShape)
                })
            func stepNoise(_ step: Int) -> Tensor {
                .stacked(
                    owners.enumerated().map { index, owner in
                        seeds[owner].stepNoise(
                            index % imagesPerPrompt, step: step, hypernetwork.stateShape)
                    })
            }
            let pair = try Execution.withoutGradients {
                (
                    try Execution.measured {
                        try hypernetwork.drawUnimproved(noise, prompts: own.texts, stepNoise: stepNoise)
                    },
                    try Execution.measured {
                        try hypernetwork.draw(noise, prompts: own.texts, stepNoise: stepNoise)
                    }
                )
            }
            change += Double(
                try Execution.withoutGradients {
                    try hypernetwork.change(noise, prompts: own.texts).sumOfSquares
                })
            try collect(pair.0, prompts: own, reward: reward, into: &base)
            try collect(pair.1, prompts: own, reward: reward, into: &improved)
            let firsts = stride(from: 0, to: owners.count, by: imagesPerPrompt).prefix(
                shownCount - shownBase.count)
            shownBase += Pictures.images(pair.0.result.gathered(Array(firsts)))
            shownImproved += Pictures.images(pair.1.result.gathered(Array(firsts)))
        }
        try Pictures.write(shownBase, named: "base", to: folder)
        try Pictures.write(shownImproved, named: "hypernetwork", to: folder)
        return HypernetworkFigures(
            kind: "train-hypernetwork", prompts: prompts.count, imagesPerPrompt: imagesPerPrompt,
            base: side(base), hypernetwork: side(improved),
            rewardGain: MeanEstimate(zip(improved.reward, base.reward).map { $0 - $1 }),
            judgeGain: improved.judge.flatMap { improved in
                base.judge.map { MeanEstimate(zip(improved, $0).map { $0 - $1 }) }
            },
            change: change / Double(prompts.count * imagesPerPrompt * hypernetwork.stateShape.count),
            shown: Array(prompts.texts.prefix(shownCount)),
            shownBaseIsRight: base.judge.map { _ in Array(base.isRight.prefix(shownCount)) },
            shownHypernetworkIsRight: improved.judge.map { _ in Array(improved.isRight.prefix(shownCount)) })
    }

    /// Means of each prompt, since pictures of one prompt are not independent.
    private func collect(
        _ drawn: (result: Tensor, multiplyAccumulates: Int), prompts: Prompts, reward: any PictureReward,
        into sums: inout Sums
    ) throws {
        let read = try Execution.withoutGradients { try reward.encode(prompts.texts) }
        let scores = reward.scores(of: drawn.result, captions: read)
        guard scores.allSatisfy(\.isFinite) else { throw StageError.notANumber("a reward of the evaluation") }
        let right = prompts.verdicts(on: drawn.result)
        if right == nil { sums.judge = nil }
        for start in stride(from: 0, to: prompts.count, by: imagesPerPrompt) {
            let range = start..<start + imagesPerPrompt
            sums.reward.append(range.reduce(0) { $0 + Double(scores[$1]) } / Double(imagesPerPrompt))
            guard let right else { continue }
            sums.isRight.append(right[start])
            sums.judge?.append(range.reduce(0) { $0 + (right[$1] ? 1 : 0) } / Double(imagesPerPrompt))
        }
        sums.macs = drawn.multiplyAccumulates / prompts.count
    }

    private func side(_ sums: Sums) -> HypernetworkFigures.Side {
        HypernetworkFigures.Side(
            reward: MeanEstimate(sums.reward), judge: sums.judge.map { MeanEstimate($0) }, macs: sums.macs)
    }
}
