import Methods
import Tensors

/// The noise of all pictures of a stage that draws, by number: prompt by prompt and, within a prompt, by seed.
struct DrawingNoise {
    /// Pictures of each prompt.
    let imagesPerPrompt: Int

    private let source: NoiseSource
    /// Of each prompt, for Tweed's own noise; with seeds given, of each prompt and seed.
    private let prompts: [SearchPrompt]
    private let seeds: [Int]?
    fileprivate let shape: Shape

    /// Reads the parameters `images_per_prompt`, `seed`, `seeds` and `noise`.
    ///
    /// - Parameter shape: of the state of one picture, `[height, width, channels]`.
    init(_ context: StageContext, prompts: Prompts, shape: Shape) throws {
        source = NoiseSource(rawValue: try context.string("noise")) ?? .philox
        seeds = try context.optionalIntegers("seeds")
        if source != .philox && seeds == nil { throw GenerateError.torchNoiseNeedsSeeds(source) }
        imagesPerPrompt = try seeds?.count ?? context.integer("images_per_prompt")
        self.shape = shape
        if let seeds {
            let columns = seeds.map { prompts.searchPrompts(seed: UInt64($0)) }
            self.prompts = prompts.texts.indices.flatMap { place in columns.map { $0[place] } }
        } else {
            self.prompts = prompts.searchPrompts(seed: try context.seed())
        }
    }

    /// The noise of some pictures that are drawn together.
    func stream(of pictures: [Int]) -> Stream { Stream(noise: self, pictures: pictures) }

    /// Noise of the same prompts that no picture starts from: `[B, H, W, C]`.
    func others(of pictures: [Int]) -> Tensor {
        .stacked(pictures.map { own(picture: $0, step: nil, firstCandidate: Self.firstOther) })
    }

    /// Candidates beyond all of those that pictures and searches start from.
    static let firstOther = 1 << 40

    /// Draws one array after another for the same pictures: the start, then fresh noise of single steps in their
    /// order.
    struct Stream {
        private let noise: DrawingNoise
        private let pictures: [Int]
        /// One for each picture, as diffusers has them where it draws several with seeds of their own.
        private var generators: [any TorchGenerator]

        fileprivate init(noise: DrawingNoise, pictures: [Int]) {
            self.noise = noise
            self.pictures = pictures
            generators = pictures.compactMap(noise.torchGenerator)
        }

        /// `[B, H, W, C]`, standard normal.
        ///
        /// - Parameter step: the step of the sampler that adds it; nil for the start.
        mutating func next(step: Int?) -> Tensor {
            guard generators.isEmpty else {
                let shape = Shape([1] + noise.shape.dimensions)
                return .concatenated(
                    generators.indices.map { generators[$0].normalChannelsFirst(shape, type: .float32) },
                    axis: 0)
            }
            return .stacked(pictures.map { noise.own(picture: $0, step: step) })
        }
    }

    /// The generator of a picture's seed; nil for Tweed's own noise.
    private func torchGenerator(picture: Int) -> (any TorchGenerator)? {
        guard let seeds else { return nil }
        let seed = UInt64(seeds[picture % imagesPerPrompt])
        switch source {
        case .philox: return nil
        case .torchCPU: return TorchCPUGenerator(seed: seed)
        case .torchCUDA: return TorchCUDAGenerator(seed: seed)
        }
    }

    private func own(picture: Int, step: Int?, firstCandidate: Int = 0) -> Tensor {
        let prompt = seeds == nil ? prompts[picture / imagesPerPrompt] : prompts[picture]
        let candidate = firstCandidate + (seeds == nil ? picture % imagesPerPrompt : 0)
        guard let step else { return prompt.noise(candidate, shape) }
        return prompt.stepNoise(candidate, step: step, shape)
    }
}
