import Foundation
import Methods
import Models
import Tensors
import Testing

/// `-1/2 sum(a (picture - t)^2)` of pictures with twelve values.
private struct QuadraticReward: PictureReward {
    let curvature: Tensor
    let target: Tensor
    var largestBatch: Int { 64 }

    func encode(_ prompts: [String]) throws -> Conditioning { Conditioning(tokens: prompts.map { _ in [] }) }
    func view(_ pictures: Tensor) -> Tensor { pictures.reshaped([pictures.shape[0], 12]) }
    func score(_ views: Tensor, captions: Conditioning) -> Tensor {
        ((views - target).squared * curvature).sum(axes: [1]).reshaped([views.shape[0]]) * -0.5
    }
}

@Suite struct NoiseOptimizationTests {
    private struct Golden: Decodable {
        struct Options: Decodable {
            let iterations: Int
            let lr, momentum, clip, regularization: Float
            let nesterov: Bool

            var own: NoiseOptimizationOptions {
                var own = NoiseOptimizationOptions()
                own.iterations = iterations
                own.learningRate = lr
                own.momentum = momentum
                own.isNesterov = nesterov
                own.maximumNorm = clip
                own.regularization = regularization
                return own
            }
        }
        struct Run: Decodable {
            let options: Options
            let objective: [Float]
            let last: [Float]
        }
        let noise, target, curvature: [Float]
        let runs: [Run]

        static func read() throws -> Golden {
            let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().appending(path: "Fixtures/noise-optimization/quadratic.json")
            return try JSONDecoder().decode(Golden.self, from: Data(contentsOf: path))
        }

        var reward: QuadraticReward {
            QuadraticReward(
                curvature: Tensor(curvature, shape: [12]), target: Tensor(target, shape: [12]))
        }
    }

    private static let generator = ToyGenerator(steps: 1)

    @Test("the steps are those of torch.optim.SGD")
    func golden() throws {
        let golden = try Golden.read()
        for run in golden.runs {
            let optimization = NoiseOptimization(
                generator: Self.generator, rewards: [WeightedReward(golden.reward, weight: 1)],
                options: run.options.own)
            let result = try optimization.run(
                noise: Tensor(golden.noise, shape: [1, 2, 2, 3]), captions: optimization.encode(["a"]))[0]
            #expect(result.objective.count == run.objective.count)
            for (own, other) in zip(result.objective, run.objective) {
                #expect(abs(own - other) < 2e-5 * max(1, abs(other)))
            }
            let best = result.objective.indices.max { result.objective[$0] < result.objective[$1] }
            #expect(result.iteration == best)
            #expect(result.rewards == [result.objective[result.iteration]])
            if result.iteration == run.objective.count - 1 {
                for (own, other) in zip(result.noise.elements, run.last) { #expect(abs(own - other) < 2e-5) }
            }
        }
    }

    @Test("a sample comes out the same alone and in any batch")
    func batches() throws {
        let golden = try Golden.read()
        let optimization = NoiseOptimization(
            generator: Self.generator, rewards: [WeightedReward(golden.reward, weight: 1)],
            options: golden.runs[0].options.own)
        let noise = Tensor.normal([3, 2, 2, 3], from: RandomStream(seed: 4))
        let captions = try optimization.encode(["a", "b", "c"])
        let together = try optimization.run(noise: noise, captions: captions)
        for sample in 0..<3 {
            let alone = try optimization.run(
                noise: noise.gathered([sample]), captions: captions.gathered([sample]))[0]
            #expect(alone.objective == together[sample].objective)
            #expect(alone.picture.elements == together[sample].picture.elements)
            #expect(alone.noise.elements == together[sample].noise.elements)
        }
    }

    @Test("the picture that is kept has the reward that is said, also through several steps")
    func kept() throws {
        let golden = try Golden.read()
        var options = NoiseOptimizationOptions()
        options.iterations = 8
        for steps in [1, 4] {
            let optimization = NoiseOptimization(
                generator: ToyGenerator(steps: steps),
                rewards: [
                    WeightedReward(golden.reward, weight: 1),
                    WeightedReward(MeanReward(), weight: 2),
                ], options: options)
            let noise = Tensor.normal([2, 2, 2, 3], from: RandomStream(seed: 5))
            for result in try optimization.run(noise: noise, captions: optimization.encode(["a", "b"])) {
                let picture = Tensor.stacked([result.picture])
                let empty = try golden.reward.encode(["a"])
                let own = golden.reward.score(golden.reward.view(picture), captions: empty).scalar
                let mean = MeanReward().score(picture, captions: empty).scalar
                #expect(result.rewards == [own, mean])
                #expect(abs(result.objective[result.iteration] - (own + 2 * mean)) < 1e-5)
                #expect(result.objective.max() == result.objective[result.iteration])
                #expect(result.objective[result.iteration] > result.objective[0])
            }
        }
    }

    @Test("costs are those of the calls that are made")
    func costs() throws {
        let golden = try Golden.read()
        var options = NoiseOptimizationOptions()
        options.iterations = 5
        let optimization = NoiseOptimization(
            generator: Self.generator, rewards: [WeightedReward(MeanReward(), weight: 1)],
            options: options)
        let noise = Tensor(golden.noise, shape: [1, 2, 2, 3])
        let captions = try optimization.encode(["a"])
        let costs = try optimization.costs(noise: noise, captions: captions) { _ in nil }
        let run = try Execution.measured { try optimization.run(noise: noise, captions: captions) }
        #expect(run.multiplyAccumulates == costs.total(iterations: 5))
        #expect(costs.iterations(budget: costs.total(iterations: 5)) == 5)
        #expect(costs.iterations(budget: costs.total(iterations: 5) - 1) == 4)
        #expect(costs.iterations(budget: costs.forward - 1) == nil)
    }

    @Test("a gradient that is no number leaves the noise where it was")
    func notANumber() throws {
        var options = NoiseOptimizationOptions()
        options.iterations = 3
        let optimization = NoiseOptimization(
            generator: Self.generator,
            rewards: [WeightedReward(MeanReward(factor: .nan), weight: 1)], options: options)
        let noise = Tensor.normal([1, 2, 2, 3], from: RandomStream(seed: 6))
        let result = try optimization.run(noise: noise, captions: optimization.encode(["a"]))[0]
        #expect(result.iteration == 0)
        #expect(result.noise.elements == noise.elements)
    }
}
