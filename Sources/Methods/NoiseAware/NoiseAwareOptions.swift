extension NoiseAwareTraining {
    /// In which order levels are learned, and from which weights.
    public enum Order: String, Sendable, CaseIterable {
        /// Each level starts from the weights of the cleaner one, the cleanest from the clean reward: the curriculum of
        /// the paper.
        case cleanToNoisy = "clean-to-noisy"
        /// The other way round.
        case noisyToClean = "noisy-to-clean"
        /// Each level starts from the clean reward, as if it were the only one.
        case single
        /// One set of weights learns all levels at once.
        case mixed
    }

    public enum Loss: Sendable, Hashable {
        /// Mean squared error to the target.
        case squared
        /// Bradley-Terry: of two candidates of a prompt, the one with the higher clean reward shall win;
        /// `-log σ((s₁ - s₂) / temperature)`, mean over pairs.
        case pairwise(temperature: Float)
    }

    /// In which units scores and clean rewards are compared.
    public enum Normalization: String, Sendable, CaseIterable {
        /// Squashed where the reward has a long tail, and standardised over the dataset.
        case dataset
        /// Standardised within each batch, scores and rewards on their own.
        case batch
        /// As they are.
        case none
    }

    public struct Options: Sendable {
        /// Steps of the sampler (counted from 0); the order is that of `order`, not of the list.
        public var levels: [Int]
        public var order = Order.cleanToNoisy
        /// Passes over the dataset at each level, in the order of `levels`.
        public var epochs: [Double]
        public var batch = 64
        /// How many trajectories of a batch are in memory at a time; all of them where it is nil.
        public var microBatch: Int?
        public var loss = Loss.squared
        public var normalization = Normalization.dataset
        /// Share of the rank within the prompt in the target of the squared error.
        public var rankShare: Float = 0.5
        /// How rewards are squashed before they are standardised; nil for rewards that need none.
        public var squashing: RewardSquashing? = .world
        public var learningRate: Float = 5e-4
        /// Steps of a linear warm-up at each level; nil for 10, or a quarter of the level where that is less.
        public var warmup: Int?
        public var decay = LearningRate.Decay.linear
        /// Share of the learning rate that is left at the end of a level.
        public var finalRate: Float = 0.1
        public var weightDecay: Float = 0.01
        public var maximumNorm: Float = 5
        public var seed: UInt64 = 4

        /// - Parameter epochs: one for each level.
        public init(levels: [Int], epochs: [Double]) {
            self.levels = levels
            self.epochs = epochs
        }

        public init(levels: [Int], epochsPerLevel: Double) {
            self.init(levels: levels, epochs: levels.map { _ in epochsPerLevel })
        }

        /// What the authors trained with (`c_flux.yaml` of their code), but for the levels: the raw reward, AdamW at 3e-6
        /// (ImageReward), falling to half within each level, without warm-up, one pass a level.
        public static func released(levels: [Int]) -> Options {
            var options = Options(levels: levels, epochsPerLevel: 1)
            options.batch = 100
            options.normalization = .none
            options.rankShare = 0
            options.squashing = nil
            options.learningRate = 3e-6
            options.warmup = 0
            options.finalRate = 0.5
            return options
        }

        /// The learning rate of a step within a level.
        public func rate(step: Int, of steps: Int) -> Float {
            LearningRate.trapezoid(
                learningRate, step: step, of: steps, warmup: warmup ?? min(10, steps / 4), final: finalRate,
                decay: decay)
        }

        /// Levels one after another, each with its epochs; all of them together where they are mixed.
        var stages: [(levels: [Int], epochs: Double)] {
            let all = zip(levels, epochs).sorted { $0.0 > $1.0 }
            switch order {
            case .cleanToNoisy, .single: return all.map { ([$0.0], $0.1) }
            case .noisyToClean: return all.reversed().map { ([$0.0], $0.1) }
            case .mixed: return [(levels.sorted(), epochs.reduce(0, +) / Double(max(epochs.count, 1)))]
            }
        }

        /// - Throws: what cannot be, whatever the dataset.
        public func check() throws(NoiseAwareError) {
            guard !levels.isEmpty else { throw .noLevels }
            var seen: Set<Int> = []
            for level in levels where !seen.insert(level).inserted { throw .repeatedLevel(level) }
            guard epochs.count == levels.count else {
                throw .epochCount(found: epochs.count, levels: levels.count)
            }
            if case .squared = loss, normalization == .none, rankShare != 0 { throw .rankWithoutUnits }
            if decay == .exponential, finalRate == 0 { throw .exponentialToZero }
            if normalization == .batch, batch < 2 { throw .batchOfOne }
        }
    }
}
