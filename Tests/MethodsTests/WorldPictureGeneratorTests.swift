import Methods
import Models
import Tensors
import Testing
import TinyModels
import World

@Suite struct WorldPictureGeneratorTests {
    private let prompts = ["a red circle on black", "two blue squares on gray"]
    private var noise: Tensor { normal("start") }

    private func normal(_ name: String) -> Tensor {
        .normal([2, Scene.size, Scene.size, Scene.channels], from: RandomStream(seed: 5).stream(name))
    }

    private func generator(
        _ steps: Int, _ sampling: WorldPictureGenerator.Sampling
    ) throws -> WorldPictureGenerator {
        WorldPictureGenerator(try TinyWorld.stirredGenerator().model, steps: steps, sampling: sampling)
    }

    @Test func inOneStepSamplersDoNotDiffer() throws {
        let drawn = try [WorldPictureGenerator.Sampling.euler, .consistency].map { sampling in
            let generator = try generator(1, sampling)
            #expect(!generator.drawsNoise(at: 0))
            return try Execution.withoutGradients {
                generator.sample(noise, conditioning: try generator.encode(prompts)).elements
            }
        }
        #expect(drawn[0] == drawn[1])
    }

    /// Each step names the picture, and the next one sees it with fresh noise.
    @Test func consistencyStepsNameThePictureAndAddNoise() throws {
        let generator = try generator(2, .consistency)
        let denoiser = try TinyWorld.stirredGenerator().model
        #expect((0..<2).map(generator.drawsNoise) == [true, false])
        let fresh = normal("fresh")
        try Execution.withoutGradients {
            let drawn = generator.sample(
                noise, conditioning: try generator.encode(prompts), stepNoise: { _ in fresh })
            let words = denoiser.encode(try prompts.flatMap { try Caption(parsing: $0).tokens })
            let first = noise - denoiser.velocity(noise, times: [1, 1], conditioning: words)
            let state = first * 0.5 + fresh * 0.5
            let expected = state - denoiser.velocity(state, times: [0.5, 0.5], conditioning: words) * 0.5
            #expect(
                zip(drawn.elements, expected.elements).allSatisfy { abs($0 - $1) <= 1e-5 * max(1, abs($1)) })
        }
    }
}
