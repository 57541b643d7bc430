import Engine
import Layers
import Methods
import Models
import Recipes
import Values

/// How a noise-aware training goes, as far as the recipe says.
struct NoiseAwareChoices {
    /// Rank and α of low-rank terms, and where they are; nil for full fine-tuning.
    struct LowRank {
        var rank: Int
        var alpha: Float
        /// Beginnings or ends of names of layers; nil for all that learn.
        var layers: [String]?
    }

    var options: NoiseAwareTraining.Options
    var lowRank: LowRank?
    var hasTimeConditioning: Bool
    /// Whether what reads captions learns as well.
    var learnsToRead: Bool

    static let parameters = [
        ParameterDescription(
            "levels", .list(of: .integer(0...999), count: 1...100), default: [3, 2, 1],
            help: "Sampler steps whose estimates the reward learns to judge"),
        ParameterDescription(
            "order", .choice(NoiseAwareTraining.Order.allCases.map(\.rawValue)),
            default: "clean-to-noisy",
            help:
                "clean-to-noisy, noisy-to-clean: each level starts from the last one's weights; single: each from the clean reward; mixed: one reward for all levels"
        ),
        ParameterDescription(
            "epochs_per_level", .number(0...1000, excludesLower: true), unit: "epochs", default: 4,
            help: "Passes over the dataset at each level"),
        ParameterDescription(
            "epochs", .optional(.list(of: .number(0...1000, excludesLower: true), count: 1...100)),
            unit: "epochs", help: "The same for each level on its own, in the order of levels"),
        ParameterDescription("batch", .integer(1...4096), default: 64, help: "Trajectories in a step"),
        ParameterDescription(
            "micro_batch", .optional(.integer(1...4096)),
            help:
                "Trajectories in memory at a time, whose gradients add up; takes a forward more, and is for large rewards"
        ),
        ParameterDescription(
            "loss", .choice(["squared", "pairwise"]), default: "squared",
            help:
                "squared: error to a target; pairwise: of two candidates of a prompt, the better one shall win (Bradley-Terry)"
        ),
        ParameterDescription(
            "temperature", .number(0...1000, excludesLower: true), default: 0.5,
            help: "Of the pairwise loss: the difference of scores that counts as a clear win"),
        ParameterDescription(
            "normalize", .choice(NoiseAwareTraining.Normalization.allCases.map(\.rawValue)),
            default: "dataset",
            help: "Standardises scores and rewards over the dataset, within each batch, or not"),
        ParameterDescription(
            "rank_share", .number(0...1), default: 0.5,
            help: "Share of the rank within the prompt in the target; the rest is the standardised reward"),
        ParameterDescription(
            "learning_rate", .number(0...1, excludesLower: true), default: 0.0006,
            help: "AdamW, at the start of each level"),
        ParameterDescription(
            "warmup", .optional(.integer(0...1_000_000)), unit: "steps",
            help: "Steps in which the rate rises at each level; 10 by default, or a quarter of a short level"),
        ParameterDescription(
            "decay", .choice(LearningRate.Decay.allCases.map(\.rawValue)), default: "linear",
            help: "How the rate falls within each level"),
        ParameterDescription(
            "final_rate", .number(0...1), default: 0.1, help: "Share of the rate at the end of each level"),
        ParameterDescription(
            "weight_decay", .number(0...10), default: 0.01, help: "Decoupled weight decay of AdamW"),
        ParameterDescription(
            "maximum_norm", .number(0...1e9, excludesLower: true), default: 5,
            help: "Gradients are scaled down to this norm"),
        ParameterDescription(
            "trainable", .choice(["picture-tower", "all"]), default: "picture-tower",
            help: "What learns: only what looks at pictures, or the words of captions as well"),
        ParameterDescription(
            "adaptation", .choice(["full", "lora"]), default: "full",
            help: "full: the weights learn; lora: low-rank terms learn beside frozen weights"),
        ParameterDescription("rank", .integer(1...512), default: 16, help: "Rank of the low-rank terms"),
        ParameterDescription(
            "alpha", .optional(.number(0...10_000, excludesLower: true)),
            help: "Scale of the terms is alpha / rank; twice the rank by default"),
        ParameterDescription(
            "layers", .optional(.list(of: .string(maximumLength: 200), count: 1...1000)),
            help:
                "Layers that get a low-rank term, by a beginning or an end of their names; all that learn by default"
        ),
        ParameterDescription(
            "time_conditioning", .boolean, default: false,
            help: "Whether the picture tower is told the level, by a learned shift that starts at zero"),
        ParameterDescription(
            "seed", .integer(0...Int.max), default: 4,
            help: "Decides the order of trajectories, and the start of low-rank terms"),
    ]

    init(_ context: StageContext) throws {
        let levels = try context.integers("levels")
        let perLevel = try context.number("epochs_per_level")
        options = NoiseAwareTraining.Options(
            levels: levels, epochs: try context.optionalNumbers("epochs") ?? levels.map { _ in perLevel })
        options.order = try context.choice("order")
        options.batch = try context.integer("batch")
        options.microBatch = try context.optionalInteger("micro_batch")
        if try context.string("loss") == "pairwise" {
            options.loss = .pairwise(temperature: Float(try context.number("temperature")))
        }
        options.normalization = try context.choice("normalize")
        options.rankShare = Float(try context.number("rank_share"))
        options.learningRate = Float(try context.number("learning_rate"))
        options.warmup = try context.optionalInteger("warmup")
        options.decay = try context.choice("decay")
        options.finalRate = Float(try context.number("final_rate"))
        options.weightDecay = Float(try context.number("weight_decay"))
        options.maximumNorm = Float(try context.number("maximum_norm"))
        options.seed = try context.seed()
        hasTimeConditioning = try context.boolean("time_conditioning")
        learnsToRead = try context.string("trainable") == "all"
        guard try context.string("adaptation") == "lora" else { return }
        let rank = try context.integer("rank")
        lowRank = LowRank(
            rank: rank, alpha: Float(try context.optionalNumber("alpha") ?? Double(2 * rank)),
            layers: try context.optionalStrings("layers"))
    }

    /// - Parameter adapter: from `adapter(over:)` of the same reward.
    func learner(_ reward: LoadedReward, adapter: LowRankAdapter?) throws -> NoiseAwareLearner {
        let levelCount = hasTimeConditioning ? options.levels.count : nil
        if let adapter {
            return try NoiseAwareLearner(reward.adapted(adapter), adapter: adapter, levelCount: levelCount)
        }
        return try NoiseAwareLearner(
            reward.reward, store: reward.store, trainable: learnsToRead ? [] : reward.pictureTower,
            levelCount: levelCount)
    }

    /// Low-rank terms over a reward, before it is built with them; nil for full fine-tuning.
    ///
    /// - Throws: where `layers` names a layer that is not there.
    func adapter(over reward: LoadedReward) throws -> LowRankAdapter? {
        guard let lowRank else { return nil }
        let tower = learnsToRead ? [] : reward.pictureTower
        // The layers whose weights low-rank terms can join, as far as they may learn.
        let candidates = reward.store.parameters.compactMap { parameter -> String? in
            guard parameter.role == .matrix || parameter.role == .convolution,
                parameter.name.hasSuffix(".weight")
            else { return nil }
            return String(parameter.name.dropLast(".weight".count))
        }.filter { layer in tower.isEmpty || tower.contains { (layer + ".").hasPrefix($0) } }
        func matches(_ layer: String, _ name: String) -> Bool {
            layer == name || layer.hasSuffix("." + name) || layer.hasPrefix(name + ".")
        }
        if let names = lowRank.layers {
            let strange = names.filter { name in !candidates.contains { matches($0, name) } }
            guard strange.isEmpty else {
                throw StageError.noSuchLayers(
                    names: strange, near: NearNames.nearest(to: strange[0], among: candidates),
                    example: candidates.first)
            }
        }
        let chosen = Set(
            candidates.filter { layer in lowRank.layers?.contains { matches(layer, $0) } ?? true })
        return LowRankAdapter(
            rank: lowRank.rank, alpha: lowRank.alpha, source: .random(seed: options.seed), isTrainable: true
        ) { chosen.contains($0) }
    }
}

extension StageContext {
    /// One of the names of a type; descriptions list them all.
    fileprivate func choice<Choice: RawRepresentable<String>>(_ parameter: String) throws -> Choice {
        let name = try string(parameter)
        guard let choice = Choice(rawValue: name) else {
            throw StageContextError.wrongType(
                parameter, kind: request.kind, expected: "a name that it declares", found: .string(name))
        }
        return choice
    }
}
