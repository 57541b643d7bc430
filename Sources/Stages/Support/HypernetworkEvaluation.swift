import Engine
import Images
import Methods
import Models
import Tensors
import World

/// The `figures.json` of hypernetwork training.
struct HypernetworkFigures: Codable {
    struct Side: Codable {
        let reward: MeanEstimate
        let judge: MeanEstimate
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
    let judgeGain: MeanEstimate
    /// Mean of squares of the change of the noise.
    let change: Double
    /// Captions of the pictures `base/0000.png`, `hypernetwork/0000.png`, ..., and the judge's verdicts on them.
    let shown: [String]
    let shownBaseIsRight: [Bool]
    let shownHypernetworkIsRight: [Bool]
}

/// Draws held-out captions from the same noise with and without the hypernetwork.
struct HypernetworkEvaluation {
    let captions: [Caption]
    let imagesPerPrompt: Int
    let seed: UInt64

    private struct Sums {
        var reward: [Double]
        var judge: [Double]
        var isRight: [Bool] = []
        var macs = 0
    }

    func run(
        _ hypernetwork: NoiseHypernetwork, reward: any Reward, context: StageContext,
        picturesTo folder: String
    ) throws -> HypernetworkFigures {
        let prompts = Prompts.searchPrompts(captions, seed: seed &+ 1)
        let perBatch = max(1, 64 / imagesPerPrompt)
        var (base, improved) = (Sums(reward: [], judge: []), Sums(reward: [], judge: []))
        var change = 0.0
        var (shownBase, shownImproved): ([PixelImage], [PixelImage]) = ([], [])
        let shownCount = min(24, captions.count)
        for start in stride(from: 0, to: captions.count, by: perBatch) {
            try context.cancellation.check()
            let range = start..<min(start + perBatch, captions.count)
            let owners = range.flatMap { Array(repeating: $0, count: imagesPerPrompt) }
            let own = owners.map { captions[$0] }
            let tokens = own.flatMap(\.tokens)
            let noise = Tensor.stacked(
                owners.enumerated().map { index, owner in
                    prompts[owner].noise(index % imagesPerPrompt, hypernetwork.pictureShape)
                })
            let pair = Execution.withoutGradients {
                (
                    Execution.measured { hypernetwork.drawUnimproved(noise, tokens: tokens) },
                    Execution.measured { hypernetwork.draw(noise, tokens: tokens) }
                )
            }
            change += Double(
                Execution.withoutGradients { hypernetwork.change(noise, tokens: tokens).sumOfSquares })
            try collect(pair.0, captions: own, tokens: tokens, reward: reward, into: &base)
            try collect(pair.1, captions: own, tokens: tokens, reward: reward, into: &improved)
            let firsts = stride(from: 0, to: owners.count, by: imagesPerPrompt).prefix(
                shownCount - shownBase.count)
            shownBase += Pictures.images(pair.0.result.gathered(Array(firsts)))
            shownImproved += Pictures.images(pair.1.result.gathered(Array(firsts)))
        }
        try Pictures.write(shownBase, named: "base", to: folder)
        try Pictures.write(shownImproved, named: "hypernetwork", to: folder)
        return HypernetworkFigures(
            kind: "train-hypernetwork", prompts: captions.count, imagesPerPrompt: imagesPerPrompt,
            base: side(base), hypernetwork: side(improved),
            rewardGain: MeanEstimate(zip(improved.reward, base.reward).map { $0 - $1 }),
            judgeGain: MeanEstimate(zip(improved.judge, base.judge).map { $0 - $1 }),
            change: change / Double(captions.count * imagesPerPrompt * hypernetwork.pictureShape.count),
            shown: captions.prefix(shownCount).map(\.text),
            shownBaseIsRight: Array(base.isRight.prefix(shownCount)),
            shownHypernetworkIsRight: Array(improved.isRight.prefix(shownCount)))
    }

    /// Means of each prompt, since pictures of one prompt are not independent.
    private func collect(
        _ drawn: (result: Tensor, multiplyAccumulates: Int), captions: [Caption], tokens: [Int32],
        reward: any Reward,
        into sums: inout Sums
    ) throws {
        let scores = Execution.withoutGradients { reward.score(drawn.result, captions: tokens).elements }
        guard scores.allSatisfy(\.isFinite) else { throw StageError.notANumber("a reward of the evaluation") }
        let right = Pictures.isRight(drawn.result, captions: captions)
        for start in stride(from: 0, to: captions.count, by: imagesPerPrompt) {
            let range = start..<start + imagesPerPrompt
            sums.isRight.append(right[start])
            sums.reward.append(range.reduce(0) { $0 + Double(scores[$1]) } / Double(imagesPerPrompt))
            sums.judge.append(range.reduce(0) { $0 + (right[$1] ? 1 : 0) } / Double(imagesPerPrompt))
        }
        sums.macs = drawn.multiplyAccumulates / captions.count
    }

    private func side(_ sums: Sums) -> HypernetworkFigures.Side {
        HypernetworkFigures.Side(
            reward: MeanEstimate(sums.reward), judge: MeanEstimate(sums.judge), macs: sums.macs)
    }
}
