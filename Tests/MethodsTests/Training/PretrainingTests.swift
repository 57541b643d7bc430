import Models
import Tensors
import Testing
import TinyModels

@testable import Methods

@Suite struct PretrainingTests {
    @Test func generatorTrainingIsReproducible() throws {
        try TrainingCheck(
            { seed in
                var options = GeneratorTraining.Options()
                options.steps = 4
                options.batch = 3
                options.seed = seed
                return GeneratorTraining(options: options, configuration: TinyWorld.generator)
            }, result: \.result
        ).verify()
    }

    @Test func rewardTrainingIsReproducible() throws {
        try TrainingCheck(
            { seed in
                var options = RewardTraining.Options()
                options.steps = 4
                options.batch = 3
                options.seed = seed
                return RewardTraining(options: options, configuration: TinyWorld.reward)
            }, result: \.result
        ).verify()
    }

    @Test(arguments: [0, 0.5]) func distillationIsReproducible(share: Double) throws {
        let (teacher, store) = try TinyWorld.stirredGenerator()
        let reward = try TinyWorld.stirredReward().model
        let pairs = try TeacherPairs.draw(0..<5, steps: 2, seed: 4, generator: teacher, checkCancellation: {})
        try TrainingCheck(
            { seed in
                var options = DistillationTraining.Options()
                options.steps = 4
                options.batch = 2
                options.seed = seed
                options.intermediateShare = share
                return try DistillationTraining(
                    options: options, teacher: store.values, configuration: TinyWorld.generator,
                    reward: reward,
                    pairs: pairs)
            }, result: \.result
        ).verify()
    }

    /// Samples on the way make another training, and leave the others of the batch as they were.
    @Test func intermediateSamplesChangeTheLoss() throws {
        let (teacher, store) = try TinyWorld.stirredGenerator()
        let pairs = try TeacherPairs.draw(0..<4, steps: 3, seed: 4, generator: teacher, checkCancellation: {})
        let losses = try [0, 0.1, 0.5].map { share in
            var options = DistillationTraining.Options()
            options.batch = 4
            options.intermediateShare = share
            var training = try DistillationTraining(
                options: options, teacher: store.values, configuration: TinyWorld.generator,
                reward: try TinyWorld.stirredReward().model, pairs: pairs)
            return training.step(0)["pixels"] ?? .nan
        }
        #expect(losses[0] == losses[1])
        // What lies on the way is nearer to its picture than noise is.
        #expect(losses[2] < losses[0])
    }

    /// Four pairs again and again are soon known by heart.
    @Test(arguments: [0, 0.75]) func distillationLowersItsLoss(share: Double) throws {
        let (teacher, store) = try TinyWorld.stirredGenerator()
        let pairs = try TeacherPairs.draw(0..<4, steps: 3, seed: 4, generator: teacher, checkCancellation: {})
        var options = DistillationTraining.Options()
        options.steps = 40
        options.batch = 4
        options.intermediateShare = share
        var training = try DistillationTraining(
            options: options, teacher: store.values, configuration: TinyWorld.generator,
            reward: try TinyWorld.stirredReward().model, pairs: pairs)
        var losses: [Double] = []
        try training.run(TrainingHooks(report: { _, _, metrics in losses.append(metrics["loss"] ?? .nan) }))
        #expect(losses.count == 40)
        #expect(losses.suffix(3).max()! < losses[0])
    }
}
