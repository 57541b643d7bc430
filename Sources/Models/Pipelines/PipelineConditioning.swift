import Tensors

/// What predictions are conditioned on: prompts as the U-Net sees them, computed once and used for any number of
/// steps and candidates.
///
///     let prompts = try pipeline.conditioning(["a cat", "a dog"])
///     let candidates = try prompts.gathered([0]).repeated(8)
public struct PipelineConditioning {
    /// Prompts, or as many times no prompt.
    public struct Part {
        /// Hidden states of the text encoders: `[B, T, features]`.
        public var text: Tensor
        /// The pooled, projected text, for SDXL: `[B, features]`.
        public var pooled: Tensor?

        public init(text: Tensor, pooled: Tensor? = nil) {
            self.text = text
            self.pooled = pooled
        }

        func map(_ transform: (Tensor) -> Tensor) -> Part {
            Part(text: transform(text), pooled: pooled.map(transform))
        }

        static func joined(_ parts: [Part]) -> Part {
            let pooled = parts.compactMap(\.pooled)
            return Part(
                text: .concatenated(parts.map(\.text), axis: 0),
                pooled: pooled.isEmpty ? nil : .concatenated(pooled, axis: 0))
        }
    }

    public var prompts: Part
    /// The partner of each prompt in classifier-free guidance (arXiv 2207.12598); `nil` where there is none.
    public var unconditional: Part?
    /// For SDXL; those of the picture that is drawn if `nil`.
    public var sizes: PictureSizes?

    public init(prompts: Part, unconditional: Part? = nil, sizes: PictureSizes? = nil) {
        self.prompts = prompts
        self.unconditional = unconditional
        self.sizes = sizes
    }

    /// Number of prompts.
    public var count: Int { prompts.text.shape[0] }

    /// The prompts at these places, in this order; one may be taken more than once.
    public func gathered(_ indices: [Int]) throws(PipelineError) -> PipelineConditioning {
        if indices.isEmpty { throw .noPrompts }
        if let outside = indices.first(where: { !(0..<count).contains($0) }) {
            throw .prompt(index: outside, count: count)
        }
        return map { $0.gathered(indices) }
    }

    /// Each prompt `times` times in a row: the candidates of one prompt are neighbours.
    public func repeated(_ times: Int) throws(PipelineError) -> PipelineConditioning {
        guard times != 1 else { return self }
        return try gathered((0..<count).flatMap { Array(repeating: $0, count: max(times, 0)) })
    }

    /// The prompts of several conditionings, one after another, with the sizes of the first. All or none must have
    /// an unconditional part.
    public static func joined(_ list: [PipelineConditioning]) throws(PipelineError) -> PipelineConditioning {
        guard let first = list.first else { throw .noPrompts }
        for other in list.dropFirst() {
            let shapes = [first, other].map { Array($0.prompts.text.shape.dimensions.dropFirst()) }
            guard shapes[0] == shapes[1], (first.prompts.pooled == nil) == (other.prompts.pooled == nil),
                (first.unconditional == nil) == (other.unconditional == nil)
            else { throw .mismatch("conditionings of different lengths or parts cannot be joined") }
        }
        let unconditional = list.compactMap(\.unconditional)
        return PipelineConditioning(
            prompts: .joined(list.map(\.prompts)),
            unconditional: unconditional.isEmpty ? nil : .joined(unconditional), sizes: first.sizes)
    }

    /// The same values; a gradient stops here.
    public var detached: PipelineConditioning { map(\.detached) }

    private func map(_ transform: (Tensor) -> Tensor) -> PipelineConditioning {
        PipelineConditioning(
            prompts: prompts.map(transform), unconditional: unconditional?.map(transform), sizes: sizes)
    }
}
