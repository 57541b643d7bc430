import Methods

/// The `figures.json` of hypernetwork training.
struct HypernetworkFigures: Codable {
    struct Side: Codable {
        /// The reward; of several, their weighted sum.
        let reward: MeanEstimate
        /// Each of several; nil for one.
        let rewards: [MeanEstimate]?
        /// Share of pictures that the judge finds right; nil where there is no judge.
        let judge: MeanEstimate?
        /// Multiply-accumulates of one picture.
        let macs: Int
    }

    /// Evaluations during training.
    struct Curve: Codable {
        let steps: [Int]
        /// One value for each of `steps`: `reward`, `judge`, `kl_bound`; null where it is not a finite number.
        let figures: [String: [Double?]]

        /// Nil without evaluations.
        init?(_ curve: EvaluationCurve) {
            guard !curve.steps.isEmpty else { return nil }
            steps = curve.steps
            figures = curve.figures.mapValues { $0.map { $0.isFinite ? Double($0) : nil } }
        }
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
    /// Half the mean squared norm of the change, in nats; see `NoiseDivergence`. Nil in files of older versions.
    let klBound: Double?
    /// How far the divergence of the noise may be from that; nil where the Lipschitz constant is not below 1.
    let klBoundError: Double?
    /// The largest stretch of f that was seen; nil where nobody looked.
    let lipschitz: Double?
    let curve: Curve?
    /// Steps that changed nothing because something was not a finite number.
    let skippedSteps: Int?
    /// Captions of the pictures `base/0000.png`, `hypernetwork/0000.png`, ..., and the judge's verdicts on them.
    let shown: [String]
    let shownBaseIsRight: [Bool]?
    let shownHypernetworkIsRight: [Bool]?

    enum CodingKeys: String, CodingKey {
        case kind, prompts, imagesPerPrompt, base, hypernetwork, rewardGain, judgeGain, change
        case klBound = "kl_bound"
        case klBoundError = "kl_bound_error"
        case lipschitz, curve, skippedSteps, shown, shownBaseIsRight, shownHypernetworkIsRight
    }

    init(
        _ result: HypernetworkEvaluation.Result, of evaluation: HypernetworkEvaluation,
        divergence: NoiseDivergence?, training: PostTraining
    ) {
        kind = "train-hypernetwork"
        (prompts, imagesPerPrompt) = (evaluation.prompts.count, evaluation.imagesPerPrompt)
        (base, hypernetwork) = (result.base, result.trained)
        (rewardGain, judgeGain, change) = (result.rewardGain, result.judgeGain, result.change)
        (klBound, klBoundError) = (divergence?.halfSquaredNorm, divergence?.error)
        lipschitz = divergence?.lipschitz
        (curve, skippedSteps) = (Curve(training.curve), training.skippedSteps)
        shown = result.shown
        (shownBaseIsRight, shownHypernetworkIsRight) = (result.shownBaseIsRight, result.shownTrainedIsRight)
    }
}

/// The `figures.json` of direct fine-tuning.
struct FineTuningFigures: Codable {
    let kind: String
    let prompts: Int
    let imagesPerPrompt: Int
    let base: HypernetworkFigures.Side
    let tuned: HypernetworkFigures.Side
    /// Differences, paired over prompts.
    let rewardGain: MeanEstimate
    let judgeGain: MeanEstimate?
    let curve: HypernetworkFigures.Curve?
    /// Steps that changed nothing because something was not a finite number.
    let skippedSteps: Int
    /// Captions of the pictures `base/0000.png`, `tuned/0000.png`, ..., and the judge's verdicts on them.
    let shown: [String]
    let shownBaseIsRight: [Bool]?
    let shownTunedIsRight: [Bool]?

    init(
        _ result: HypernetworkEvaluation.Result, of evaluation: HypernetworkEvaluation, training: PostTraining
    ) {
        kind = "finetune-generator"
        (prompts, imagesPerPrompt) = (evaluation.prompts.count, evaluation.imagesPerPrompt)
        (base, tuned) = (result.base, result.trained)
        (rewardGain, judgeGain) = (result.rewardGain, result.judgeGain)
        (curve, skippedSteps) = (HypernetworkFigures.Curve(training.curve), training.skippedSteps)
        shown = result.shown
        (shownBaseIsRight, shownTunedIsRight) = (result.shownBaseIsRight, result.shownTrainedIsRight)
    }
}

/// What pictures of one way to draw got, prompt by prompt, since pictures of one prompt are not independent.
struct HypernetworkSums {
    private(set) var reward: [Double] = []
    private var rewards: [[Double]] = []
    /// Nil where there is no judge.
    private(set) var judge: [Double]? = []
    private(set) var isRight: [Bool] = []
    /// Of one picture.
    var macs = 0

    /// - Parameters:
    ///   - scores: by reward and picture.
    ///   - right: the judge's verdicts; nil without a judge.
    mutating func add(_ scores: [[Float]], weights: [Double], right: [Bool]?, imagesPerPrompt: Int) {
        if right == nil { judge = nil }
        if rewards.isEmpty { rewards = scores.map { _ in [] } }
        for start in stride(from: 0, to: scores[0].count, by: imagesPerPrompt) {
            let range = start..<start + imagesPerPrompt
            let means = scores.map { scores in
                range.reduce(0) { $0 + Double(scores[$1]) } / Double(imagesPerPrompt)
            }
            for (place, mean) in means.enumerated() { rewards[place].append(mean) }
            reward.append(
                means.count == 1 ? means[0] : zip(means, weights).reduce(0) { $0 + $1.0 * $1.1 })
            guard let right else { continue }
            isRight.append(right[start])
            judge?.append(range.reduce(0) { $0 + (right[$1] ? 1 : 0) } / Double(imagesPerPrompt))
        }
    }

    var side: HypernetworkFigures.Side {
        HypernetworkFigures.Side(
            reward: MeanEstimate(reward),
            rewards: rewards.count > 1 ? rewards.map { MeanEstimate($0) } : nil,
            judge: judge.map { MeanEstimate($0) }, macs: macs)
    }
}
