import Layers
import Methods
import Models
import Tensors
import World

extension Work {
    /// The embedded world: forward passes of its two models, and the training steps of the two methods.
    static func world(
        _ kind: String, _ sizes: Sizes, _ dtype: Request.NumberType, models: String
    ) throws -> Work {
        guard dtype == .float32 else { throw RequestError.unsupported("the embedded world in bf16") }
        let batch = try sizes["batch"]
        switch kind {
        case "world generator":
            let (model, store) = try ModelFolder(models + "/generator").generator()
            let noise = Numbers.tensor([batch, 32, 32, 3], seed: 1, scale: 3)
            let tokens = worldTokens(batch)
            let times = (0..<batch).map { (Float($0) + 0.5) / Float(batch) }
            return .giving(weightBytes: store.storedBytes) {
                model.velocity(noise, times: times, conditioning: model.encode(tokens))
            }
        case "world reward":
            let (model, store) = try ModelFolder(models + "/reward").reward()
            let pictures = Numbers.tensor([batch, 32, 32, 3], seed: 1, scale: 2)
            let tokens = worldTokens(batch)
            return .giving(weightBytes: store.storedBytes) { model.score(pictures, captions: tokens) }
        case "narf step":
            return try noiseAwareStep(batch: batch, models: models)
        case "hypernetwork step":
            return try hypernetworkStep(batch: batch, models: models)
        case "noise optimization":
            return try noiseOptimization(batch: batch, models: models)
        default:
            throw RequestError.unknownWork(kind)
        }
    }

    private static func worldTokens(_ batch: Int) -> [Int32] {
        Numbers.tokens(batch * Caption.length, vocabulary: Vocabulary.count, seed: 7)
    }

    /// Noise-aware fine-tuning of the reward, as the quickstart does it. The sample is the loss of the first step;
    /// the batch is the whole dataset, so that the order within it is irrelevant.
    private static func noiseAwareStep(batch: Int, models: String) throws -> Work {
        let (reward, store) = try ModelFolder(models + "/reward").reward()
        let shape: Shape = [batch, 32, 32, 3]
        let dataset = TweedieTrajectories(
            texts: NumberedReward.texts(worldTokens(batch)), prompts: (0..<batch).map { $0 / 8 },
            estimates: [1: Numbers.tensor(shape, seed: 1, scale: 2)], pictures: .zeros(shape),
            rewards: Numbers.tensor([batch], seed: 2, scale: 20).elements.map { $0 - 10 })
        var options = NoiseAwareTraining.Options(levels: [1], epochsPerLevel: 1_000_000)
        options.batch = batch
        let learner = try NoiseAwareLearner(
            NumberedReward(reward: reward), store: store, trainable: WorldReward.pictureTower)
        return .steps(
            of: try NoiseAwareTraining(options: options, learner: learner, dataset: dataset),
            figure: "loss", weightBytes: store.storedBytes)
    }

    /// A step of the noise hypernetwork: terms of rank 16 in every layer, the last one giving only its term.
    private static func hypernetworkStep(batch: Int, models: String) throws -> Work {
        let adapter = LowRankAdapter(
            rank: 16, alpha: 32, replacedLayers: ["conv_out"], source: .random(seed: 5), isTrainable: true)
        let (generator, store) = try ModelFolder(models + "/one_step").generator()
        let shift = WorldGenerator(
            store.scope.adapted(by: adapter), configuration: generator.configuration)
        let reward = try ModelFolder(models + "/reward").reward().model
        var options = PostTrainingOptions()
        options.steps = 1_000_000
        options.batch = batch
        let prompts = PromptSet.sample(count: 4 * batch, split: .train, seed: 3).map(\.text)
        return .steps(
            of: try PostTraining(
                options: options,
                hypernetwork: HypernetworkObjective(
                    NoiseHypernetwork(
                        shift: WorldPictureGenerator(shift, steps: 1),
                        generator: WorldPictureGenerator(generator, steps: 1)),
                    adapter: adapter, prompts: prompts),
                rewards: [WeightedReward(WorldPictureReward(reward), weight: 5, squashing: .world)],
                prompts: prompts),
            figure: "reward", weightBytes: store.storedBytes)
    }

    /// Five iterations of noise optimisation; the samples are the best rewards on the way.
    private static func noiseOptimization(batch: Int, models: String) throws -> Work {
        let (generator, store) = try ModelFolder(models + "/one_step").generator()
        let reward = try ModelFolder(models + "/reward").reward().model
        var options = NoiseOptimizationOptions()
        options.iterations = 5
        let optimization = NoiseOptimization(
            generator: NumberedGenerator(generator),
            rewards: [WeightedReward(NumberedReward(reward: reward), weight: 1)], options: options)
        let captions = try optimization.encode(NumberedReward.texts(worldTokens(batch)))
        let noise = Numbers.tensor([batch, 32, 32, 3], seed: 1, scale: 3)
        var best: [Float] = []
        return Work(
            run: {
                best = try optimization.run(noise: noise, captions: captions).map {
                    $0.objective.max() ?? .nan
                }
            }, samples: { best }, weightBytes: store.storedBytes)
    }

    /// Step after step of a training; the sample is a figure of its first step.
    private static func steps(of training: some Training, figure: String, weightBytes: Int) -> Work {
        var training = training
        var index = 0
        var first: Double?
        return Work(
            run: {
                let figures = try training.step(index)
                if index == 0 { first = figures[figure] }
                index += 1
            }, samples: { first.map { [Float($0)] } ?? [] }, weightBytes: weightBytes)
    }
}
