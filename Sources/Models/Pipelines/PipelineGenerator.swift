import Layers
import Tensors

/// A pipeline with a sampler, a size and a strength of guidance: a `PictureGenerator` for search, Tweedie data and noise
/// hypernetworks.
public struct PipelineGenerator: PictureGenerator {
    public let pipeline: StableDiffusionPipeline
    public let sampler: Sampler
    /// Up to 1, no prompt is compared with.
    public let guidance: Float
    public let stateShape: Shape
    public let pictureShape: Shape
    public let largestBatch: Int

    /// What captions became; training asks for the same ones again and again.
    private let encoded = EncodedPrompts()

    /// - Parameters:
    ///   - guidance: of the U-Net's predictions.
    ///   - height: of the pictures, in pixels.
    /// - Throws: for sizes and numbers of steps that the pipeline has not.
    public init(
        _ pipeline: StableDiffusionPipeline, steps: Int, guidance: Float, height: Int, width: Int
    ) throws(PipelineError) {
        guard guidance.isFinite else { throw .guidance(guidance) }
        self.pipeline = pipeline
        self.guidance = guidance
        sampler = try pipeline.sampler(steps: steps)
        let shape = try pipeline.latentShape(count: 1, height: height, width: width)
        stateShape = Shape(Array(shape.dimensions.dropFirst()))
        pictureShape = [height, width, 3]
        // A picture of 512x512 takes some 0.7 GB to decode; smaller ones share that.
        largestBatch = max(1, min(64, Self.pixelsOfBatch / (height * width)))
    }

    /// Pixels that are decoded together.
    private static let pixelsOfBatch = 512 * 512

    public var steps: Int { sampler.count }

    private var isGuided: Bool { guidance > 1 }

    public func encode(_ prompts: [String]) throws -> Conditioning {
        let missing = encoded.missing(prompts)
        if !missing.isEmpty {
            // One by one: what a prompt becomes does not depend on the others, and memory is bounded.
            for prompt in missing {
                let one = try Execution.withoutGradients {
                    try pipeline.conditioning([prompt], isGuided: isGuided)
                }
                encoded.keep(one, of: prompt)
            }
        }
        return Conditioning(try .joined(prompts.map { encoded[$0] }))
    }

    public func start(_ noise: Tensor) -> Tensor { noise * sampler.initialNoiseScale }

    public func prediction(_ state: Tensor, index: Int, conditioning: Conditioning) -> Tensor {
        checked {
            try pipeline.predict(
                state, step: index, sampler: sampler, conditioning: conditioning.ofPipeline,
                guidance: guidance)
        }
    }

    public func drawsNoise(at index: Int) -> Bool { sampler.steps[index].noise > 0 }

    public func advanced(
        _ state: Tensor, prediction: Tensor, index: Int, noise: Tensor?
    ) -> (state: Tensor, estimate: Tensor) {
        let result = checked { try sampler.step(state, prediction: prediction, step: index, noise: noise) }
        return (result.next, result.estimate)
    }

    public func noiseLevel(before index: Int) -> (signal: Float, deviation: Float)? {
        guard index < sampler.count else { return (1, 0) }
        return (sampler.steps[index].signal, sampler.steps[index].deviation)
    }

    public func pictures(of states: Tensor) -> Tensor { checked { try pipeline.decode(states) } }

    /// Shapes come from this type itself, so that a refusal is a fault of the program.
    private func checked<Result>(_ body: () throws -> Result) -> Result {
        do {
            return try body()
        } catch {
            preconditionFailure("\(error)")
        }
    }
}

/// Prompts that were encoded before.
private final class EncodedPrompts {
    private var known: [String: PipelineConditioning] = [:]

    func missing(_ prompts: [String]) -> [String] {
        var seen: Set<String> = []
        return prompts.filter { known[$0] == nil && seen.insert($0).inserted }
    }

    func keep(_ conditioning: PipelineConditioning, of prompt: String) { known[prompt] = conditioning }

    subscript(prompt: String) -> PipelineConditioning { known[prompt]! }
}

extension Conditioning {
    private enum Name {
        static let text = "text"
        static let pooled = "pooled"
        static let unconditionalText = "unconditional.text"
        static let unconditionalPooled = "unconditional.pooled"
    }

    init(_ conditioning: PipelineConditioning) {
        self.init(
            tensors: [
                Name.text: conditioning.prompts.text, Name.pooled: conditioning.prompts.pooled,
                Name.unconditionalText: conditioning.unconditional?.text,
                Name.unconditionalPooled: conditioning.unconditional?.pooled,
            ].compactMapValues { $0 })
    }

    var ofPipeline: PipelineConditioning {
        PipelineConditioning(
            prompts: .init(text: tensors[Name.text]!, pooled: tensors[Name.pooled]),
            unconditional: tensors[Name.unconditionalText].map {
                .init(text: $0, pooled: tensors[Name.unconditionalPooled])
            })
    }
}
