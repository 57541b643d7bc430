import Models
import Tensors

/// What scores of early estimates shall become: the loss of a batch.
struct NoiseAwareObjective {
    private let options: NoiseAwareTraining.Options
    private let clean: [Float]
    /// Clean rewards, squashed where they shall be.
    private let rewards: [Float]
    /// Ranks of the clean rewards within their prompts, -1/2 to 1/2.
    private let ranks: [Float]
    private let center: Float
    private let spread: Float

    init(_ dataset: TweedieTrajectories, options: NoiseAwareTraining.Options) {
        self.options = options
        let raw = Tensor(dataset.rewards, shape: [dataset.count])
        clean = dataset.rewards
        rewards = Self.squashed(raw, options: options).elements
        ranks = Self.ranks(dataset)
        guard options.normalization == .dataset else {
            (center, spread) = (0, 1)
            return
        }
        let mean = MeanEstimate(rewards.map(Double.init))
        center = Float(mean.mean)
        spread = max(Float(mean.standardError * Double(dataset.count).squareRoot()), 1e-6)
    }

    /// Only where units are those of the dataset: otherwise rewards stay as the authors took them.
    private static func squashed(_ rewards: Tensor, options: NoiseAwareTraining.Options) -> Tensor {
        options.normalization == .dataset ? options.squashing?(rewards) ?? rewards : rewards
    }

    static func ranks(_ dataset: TweedieTrajectories) -> [Float] {
        var ranks = Array(repeating: Float(0), count: dataset.count)
        for group in dataset.groups {
            let own = Ranking.normalizedRanks(group.map { dataset.rewards[$0] })
            for (position, index) in group.enumerated() { ranks[index] = own[position] - 0.5 }
        }
        return ranks
    }

    /// Standardised rewards mixed with ranks within the prompt, both of about unit variance.
    static func targets(_ standardized: [Float], ranks: [Float], rankShare: Float) -> [Float] {
        let unit = Float(12).squareRoot()  // a uniform rank on an interval of 1 has the variance 1/12
        return zip(standardized, ranks).map { (1 - rankShare) * $0 + rankShare * $1 * unit }
    }

    /// The loss of a batch; nil where it compares nothing.
    func loss(_ scores: Tensor, of batch: NoiseAwareBatches.Batch) -> Tensor? {
        var found = (Self.squashed(scores, options: options) - center) * (1 / spread)
        var wanted = batch.trajectories.map { (rewards[$0] - center) / spread }
        if options.normalization == .batch {
            found = Self.standardized(found)
            wanted = Self.standardized(Tensor(wanted, shape: [wanted.count])).elements
        }
        switch options.loss {
        case .squared:
            let targets = Self.targets(
                wanted, ranks: batch.trajectories.map { ranks[$0] }, rankShare: options.rankShare)
            return (found - Tensor(targets, shape: [targets.count])).squared.mean()
        case .pairwise(let temperature):
            return PairwisePreference.loss(
                found, rewards: batch.trajectories.map { clean[$0] }, groups: batch.groups,
                temperature: temperature)
        }
    }

    /// Mean 0 and standard deviation 1 within the batch, by the sample variance.
    static func standardized(_ values: Tensor) -> Tensor {
        let centered = values - values.mean()
        let variance = centered.squared.sum() * (1 / Float(max(values.count - 1, 1)))
        return centered / (variance + 1e-10).squareRoot
    }
}
