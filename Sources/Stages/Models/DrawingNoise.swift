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
    private let shape: Shape

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

    /// Draws one array after another for the same pictures: the start, then fresh noise of single steps in their
    /// order.
    struct Stream {
        private let noise: DrawingNoise
        private let pictures: [Int]
        private var isStarted = false

        fileprivate init(noise: DrawingNoise, pictures: [Int]) {
            self.noise = noise
            self.pictures = pictures
        }

        /// `[B, H, W, C]`, standard normal.
        ///
        /// - Parameter step: the step of the sampler that adds it; nil for the start.
        mutating func next(step: Int?) -> Tensor {
            .stacked(pictures.map { noise.own(picture: $0, step: step) })
        }
    }

    private func own(picture: Int, step: Int?) -> Tensor {
        let prompt = seeds == nil ? prompts[picture / imagesPerPrompt] : prompts[picture]
        let candidate = seeds == nil ? picture % imagesPerPrompt : 0
        guard let step else { return prompt.noise(candidate, shape) }
        return prompt.stepNoise(candidate, step: step, shape)
    }
}
