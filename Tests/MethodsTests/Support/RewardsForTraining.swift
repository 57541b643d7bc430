import Layers
import Models
import Tensors
import TinyModels

@testable import Methods

/// Likes one colour.
struct ColourReward: PictureReward {
    var channel = 0
    let largestBatch = 64
    /// Counts prompts that were read.
    var reads: Counter?

    final class Counter {
        var count = 0
    }

    func encode(_ prompts: [String]) throws -> Conditioning {
        reads?.count += prompts.count
        return Conditioning(tokens: prompts.map { _ in [] })
    }

    func view(_ pictures: Tensor) -> Tensor { pictures }

    func score(_ pictures: Tensor, captions: Conditioning) -> Tensor {
        pictures.sliced(axis: 3, channel..<channel + 1).mean(axes: [1, 2, 3]).reshaped([pictures.shape[0]])
    }
}

/// Counts bright pixels: a value without a gradient.
struct CountingReward: PictureReward {
    let largestBatch = 64

    func encode(_ prompts: [String]) throws -> Conditioning {
        Conditioning(tokens: prompts.map { _ in [] })
    }

    func view(_ pictures: Tensor) -> Tensor { pictures }

    func score(_ pictures: Tensor, captions: Conditioning) -> Tensor {
        let size = pictures.count / pictures.shape[0]
        let elements = pictures.elements
        return Tensor(
            (0..<pictures.shape[0]).map { row in
                Float(elements[row * size..<(row + 1) * size].count { $0 > 0 })
            }, shape: [pictures.shape[0]])
    }
}

/// Gives something that is no number at some of its calls, not counting the one that tries whether it can be
/// differentiated.
struct BreakingReward: PictureReward {
    let largestBatch = 64
    let calls = ColourReward.Counter()
    let broken: Range<Int>

    func encode(_ prompts: [String]) throws -> Conditioning {
        Conditioning(tokens: prompts.map { _ in [] })
    }

    func view(_ pictures: Tensor) -> Tensor { pictures }

    func score(_ pictures: Tensor, captions: Conditioning) -> Tensor {
        calls.count += 1
        let factor: Float = broken.contains(calls.count - 2) ? .nan : 1
        return ColourReward().score(pictures, captions: captions) * factor
    }
}

/// A tiny generator of the embedded world with a hypernetwork before it, or with terms of its own.
struct TrainingParts {
    let hypernetwork: NoiseHypernetwork
    let adapter: LowRankAdapter
    let store: ParameterStore
    let generator: WorldPictureGenerator

    init(seed: UInt64 = 1, isResidual: Bool = true, isHypernetwork: Bool = true) throws {
        let (generator, store) = try TinyWorld.stirredGenerator()
        let adapter = LowRankAdapter(
            rank: 2, alpha: 4, replacedLayers: isHypernetwork ? ["conv_out"] : [],
            source: .random(seed: seed),
            isTrainable: true)
        let adapted = WorldPictureGenerator(
            WorldGenerator(store.scope.adapted(by: adapter), configuration: TinyWorld.generator), steps: 1)
        let plain = WorldPictureGenerator(generator, steps: 1)
        hypernetwork = NoiseHypernetwork(shift: adapted, generator: plain, isResidual: isResidual)
        (self.adapter, self.store) = (adapter, store)
        self.generator = isHypernetwork ? plain : adapted
    }

    static var prompts: [String] { TinyWorld.captions(5).map(\.text) }

    static func options(
        seed: UInt64 = 1, _ change: (inout PostTrainingOptions) -> Void = { _ in }
    ) -> PostTrainingOptions {
        var options = PostTrainingOptions()
        options.steps = 4
        options.batch = 2
        options.warmup = 1
        options.seed = seed
        change(&options)
        return options
    }

    func training(
        _ options: PostTrainingOptions = options(), rewards: [WeightedReward] = Self.red,
        regularizer: NoiseRegularizer = .meanSquare, regularization: Float = 0.5,
        prompts: [String] = prompts, evaluation: PostTraining.Evaluation? = nil
    ) throws -> PostTraining {
        try PostTraining(
            options: options,
            hypernetwork: HypernetworkObjective(
                hypernetwork, adapter: adapter, prompts: prompts, regularizer: regularizer,
                regularization: regularization),
            rewards: rewards, prompts: prompts, evaluation: evaluation)
    }

    static var red: [WeightedReward] { [WeightedReward(ColourReward(), weight: 5, squashing: .world)] }

    /// Mean colour of pictures from the same noise.
    func colour(_ channel: Int, improved: Bool) throws -> Float {
        let noise = Tensor.normal([2, 32, 32, 3], from: RandomStream(seed: 12))
        let prompts = TinyWorld.captions(2).map(\.text)
        let pictures =
            improved
            ? try hypernetwork.draw(noise, prompts: prompts)
            : try hypernetwork.drawUnimproved(noise, prompts: prompts)
        let reward = ColourReward(channel: channel)
        return try reward.scores(of: pictures, captions: reward.encode(prompts)).reduce(0, +)
    }
}
