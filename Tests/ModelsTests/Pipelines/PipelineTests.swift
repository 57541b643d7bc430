import Foundation
import Kernels
import Layers
import Models
import Tensors
import Testing

/// What holds for every pipeline, whatever diffusers does.
@Suite struct PipelineTests {
    /// Words of a list of ids, for tests that need a tokenizer and no particular one.
    private struct LetterTokenizer: PromptTokenizer {
        func tokens(of text: String, length: Int) -> [Int32] {
            let letters = text.utf8.prefix(length - 2).map { Int32($0) }
            return [547] + letters + Array(repeating: 548, count: length - 1 - letters.count)
        }
    }

    private func normals(_ shape: Shape, _ name: String = "noise") -> Tensor {
        .normal(shape, from: RandomStream(seed: 3).stream(name))
    }

    @Test(arguments: PipelineFixture.names) func batches(name: String) throws {
        let pipeline = try PipelineFixture(name).pipeline(
            tokenizers: Array(repeating: LetterTokenizer(), count: name == "sdxl" ? 2 : 1))
        let prompts = try pipeline.conditioning(["a", "bcd"], negative: ["x"])
        let sampler = try pipeline.sampler(steps: 2)
        let noise = normals(try pipeline.latentShape(count: 2, height: 64, width: 48))
        try Execution.withoutGradients {
            let both = try pipeline.latents(
                from: noise * sampler.initialNoiseScale, sampler: sampler, conditioning: prompts, guidance: 2)
            let second = try pipeline.latents(
                from: noise.sliced(axis: 0, 1..<2) * sampler.initialNoiseScale, sampler: sampler,
                conditioning: prompts.gathered([1]), guidance: 2)
            #expect(both.sliced(axis: 0, 1..<2).elements == second.elements)

            // Candidates of one prompt are neighbours.
            let repeated = try prompts.repeated(2)
            #expect(repeated.count == 4)
            #expect(
                repeated.prompts.text.sliced(axis: 0, 1..<3).elements
                    == prompts.prompts.text.elements)
            let joined = try PipelineConditioning.joined([prompts.gathered([0]), prompts.gathered([1])])
            #expect(joined.prompts.text.elements == prompts.prompts.text.elements)
            #expect(joined.unconditional?.text.elements == prompts.unconditional?.text.elements)
        }
    }

    /// Guidance is a straight line through both predictions, and up to 1 only one half is computed.
    @Test(arguments: PipelineFixture.names) func guidance(name: String) throws {
        let fixture = try PipelineFixture(name)
        let pipeline = try fixture.pipeline()
        var conditioning = try fixture.conditioning(fixture.runs[1], pipeline)
        let sampler = try pipeline.sampler(steps: 3)
        let state = normals(try fixture.latents(0, "noise").shape)
        func predict(_ guidance: Float) throws -> (Tensor, Int) {
            let (result, cost) = try Execution.measured {
                try pipeline.predict(
                    state, step: 1, sampler: sampler, conditioning: conditioning, guidance: guidance)
            }
            return (result, cost)
        }
        let (plain, cost) = try predict(1)
        let (double, doubleCost) = try predict(2)
        let (triple, _) = try predict(3)
        #expect(doubleCost == 2 * cost)
        #expect(try predict(0).0.elements == plain.elements)
        // without + 2 d and without + 3 d, with plain = without + d.
        for index in 0..<plain.count {
            let difference = double.elements[index] - plain.elements[index]
            #expect(abs(triple.elements[index] - double.elements[index] - difference) < 1e-4)
        }
        conditioning.unconditional = nil
        #expect(throws: PipelineError.noUnconditional(guidance: 2)) { _ = try predict(2) }
        #expect(throws: PipelineError.guidance(.infinity)) { _ = try predict(.infinity) }
    }

    /// One step from noise to picture can be differentiated, as ReNO and hypernetworks do.
    @Test func gradientOfOneStep() throws {
        let fixture = try PipelineFixture("turbo")
        let pipeline = try fixture.pipeline()
        let sampler = try pipeline.sampler(steps: 1)
        let conditioning = try fixture.conditioning(fixture.runs[0], pipeline).gathered([0]).detached
        let target = normals([1, 16, 16, 3], "target")
        var configuration = sampler.configuration
        configuration.prediction = .velocity
        let velocity = try Sampler(configuration, steps: 1)
        try GradientCheck(at: normals([1, 2, 2, 4])) { noise in
            let result = try! pipeline.step(
                noise * velocity.initialNoiseScale, step: 0, sampler: velocity, conditioning: conditioning)
            return (try! pipeline.decode(result.next) * target).sum()
        }.verify(step: 0.002)
    }

    /// What a pipeline says of itself; nothing is packed before it is used.
    @Test func parts() throws {
        let pipeline = try PipelineFixture("sdxl").pipeline()
        #expect(Set(pipeline.stores.keys) == ["unet", "vae", "text_encoder", "text_encoder_2"])
        #expect(pipeline.isXL && pipeline.zeroesEmptyPrompt && pipeline.trainedSide == 64)
        #expect(try #require(pipeline.stores["unet"]).packedBytes == 0)
        let other = try PipelineFixture("turbo").pipeline()
        #expect(!other.isXL && !other.zeroesEmptyPrompt)
        #expect(other.samplerConfiguration.kind == .euler)
    }

    /// Steps with fresh noise ask for it, and sampling can go on from any step.
    @Test(arguments: [SamplerKind.eulerAncestral, .lcm, .ddpm]) func freshNoise(kind: SamplerKind) throws {
        let fixture = try PipelineFixture("sd15")
        let pipeline = try StableDiffusionPipeline(PipelineFolder(fixture.path), sampler: kind)
        let conditioning = try fixture.conditioning(fixture.runs[0], pipeline)
        let sampler = try pipeline.sampler(steps: 3)
        let start = try fixture.latents(0, "noise") * sampler.initialNoiseScale
        func noise(_ step: Int) -> Tensor { normals(start.shape, "step \(step)") }
        try Execution.withoutGradients {
            var asked: [Int] = []
            var states = [start]
            let latents = try pipeline.latents(
                from: start, sampler: sampler, conditioning: conditioning,
                freshNoise: { step in
                    asked.append(step)
                    return noise(step)
                }, observe: { states.append($1.next) })
            #expect(asked == [0, 1])
            #expect(states.count == 4 && states[3].elements == latents.elements)
            let again = try pipeline.latents(
                from: states[1], first: 1, sampler: sampler, conditioning: conditioning, freshNoise: noise)
            #expect(again.elements == latents.elements)
            let result = try pipeline.step(
                states[2], step: 2, sampler: sampler, conditioning: conditioning)
            #expect(result.next.elements == latents.elements)
        }
        #expect(throws: PipelineError.sampler(.noNoise(kind: kind, step: 0))) {
            try pipeline.latents(from: start, sampler: sampler, conditioning: conditioning)
        }
        #expect(throws: PipelineError.sampler(.step(found: 4, count: 3))) {
            try pipeline.latents(from: start, first: 4, sampler: sampler, conditioning: conditioning)
        }
    }

    @Test func autoencoders() throws {
        let pipeline = try PipelineFixture("sd15").pipeline()
        let pictures = normals([1, 32, 24, 3], "pictures").tanh
        let latents = try pipeline.encode(pictures)
        #expect(latents.shape == [1, 4, 3, 4])
        let noise = normals(latents.shape)
        let drawn = try pipeline.encode(pictures, noise: noise)
        #expect(drawn.elements != latents.elements)
        #expect(try pipeline.decode(latents).shape == [1, 32, 24, 3])
        #expect(
            throws: PipelineError.shape(name: "noise", found: [1], expected: "[1, 4, 3, 4]")
        ) { try pipeline.encode(pictures, noise: .zeros([1])) }
        #expect(
            throws: PipelineError.size(height: 20, width: 24, multiple: 8, limit: 16_384)
        ) { try pipeline.encode(.zeros([1, 20, 24, 3])) }

        let tiny = AutoencoderTiny(
            ParameterStore(.random(seed: 1)).scope,
            configuration: .init(encoderChannels: 8, decoderChannels: 8))
        let small = try pipeline.replacingAutoencoder(tiny)
        #expect(try small.decode(latents).elements == tiny.decode(latents).elements)
        #expect(try small.encode(pictures).elements == tiny.encode(pictures).elements)
        #expect(small.stores["vae"] == nil)
        let other = AutoencoderTiny(
            ParameterStore(.random(seed: 1)).scope,
            configuration: .init(latentChannels: 16, encoderChannels: 8, decoderChannels: 8))
        #expect(throws: PipelineError.self) { try pipeline.replacingAutoencoder(other) }
    }

    @Test func bytes() {
        let pictures = Tensor(
            [-2, -1, -0.5, 0, 1 / 255, 0.999, 1, 7, .nan, .infinity], shape: [1, 1, 10, 1])
        #expect(
            StableDiffusionPipeline.eightBit(pictures) == [0, 0, 64, 128, 128, 255, 255, 255, 0, 255])
    }

    @Test func badInput() throws {
        let fixture = try PipelineFixture("sd15")
        let pipeline = try fixture.pipeline()
        let run = fixture.runs[0]
        let conditioning = try fixture.conditioning(run, pipeline)
        let sampler = try pipeline.sampler(steps: 2)
        #expect(throws: PipelineError.sampler(.steps(kind: .ddim, found: 0, most: 1000))) {
            try pipeline.sampler(steps: 0)
        }
        #expect(throws: PipelineError.size(height: 512, width: 500, multiple: 8, limit: 16_384)) {
            try pipeline.latentShape(count: 1, height: 512, width: 500)
        }
        #expect(throws: PipelineError.count(0)) {
            try pipeline.latentShape(count: 0, height: 512, width: 512)
        }
        for shape: Shape in [[2, 8, 8], [2, 8, 8, 3], [1, 8, 8, 4], [2, 0, 8, 4]] {
            #expect(
                throws: PipelineError.shape(
                    name: "latents", found: shape, expected: "[2, height, width, 4], one for each prompt")
            ) { try pipeline.predict(.zeros(shape), step: 0, sampler: sampler, conditioning: conditioning) }
        }
        #expect(throws: PipelineError.sampler(.step(found: 2, count: 2))) {
            try pipeline.predict(
                .zeros([2, 8, 8, 4]), step: 2, sampler: sampler, conditioning: conditioning)
        }
        #expect(throws: PipelineError.noTokenizers) { try pipeline.conditioning(["a"]) }
        #expect(throws: PipelineError.noPrompts) {
            try pipeline.conditioning(PromptTokens([[]]), unconditional: .none)
        }
        let wrong: [([[[Int32]]], String)] = [
            ([], "ids for 0 text encoders; this pipeline has 1"),
            ([[[1, 2], [3]]], "prompts of [2, 1] ids; all need one length, from 1 to 77"),
            ([[[]]], "prompts of [0] ids; all need one length, from 1 to 77"),
            ([[[1, 100_000]]], "id 100000 is outside of the vocabulary of"),
            ([[[1, -1]]], "id -1 is outside of the vocabulary of"),
        ]
        for (ids, expected) in wrong {
            do {
                _ = try pipeline.conditioning(PromptTokens(ids), unconditional: .none)
                Issue.record("\(ids) were accepted")
            } catch {
                #expect("\(error)".hasPrefix("tokens: " + expected), "\(error)")
            }
        }
        #expect(throws: PipelineError.skippedLayers(found: 3, layers: 3)) {
            try pipeline.conditioning(PromptTokens(run.ids), unconditional: .none, skippedLayers: 3)
        }
        #expect(throws: PipelineError.prompt(index: 2, count: 2)) { try conditioning.gathered([2]) }
        #expect(throws: PipelineError.noPrompts) { try conditioning.repeated(0) }
        let other = PipelineConditioning(prompts: .init(text: .zeros([2, 77, 31])))
        #expect(
            throws: PipelineError.shape(name: "text", found: [2, 77, 31], expected: "[2, length, 32]")
        ) {
            try pipeline.predict(.zeros([2, 8, 8, 4]), step: 0, sampler: sampler, conditioning: other)
        }
    }
}
