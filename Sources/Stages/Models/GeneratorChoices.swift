import Methods
import Recipes
import Values

/// How a generator is to draw, as far as the recipe says.
struct GeneratorChoices {
    var steps: Int
    /// Weight of the caption in classifier-free guidance; nil for what the pipeline's kind has by default.
    var guidance: Double?
    /// Of the pictures, in pixels; nil for what the model was made for.
    var width: Int?
    var height: Int?
    /// Name of the sampler; nil for the model's own.
    var sampler: String?
    /// Negative token merging; nil for none.
    var tokenMerging: TokenMergingChoices?

    init(steps: Int) { self.steps = steps }

    /// - Throws: where a choice is made that the embedded world's generators do not offer.
    func refuseWhatTheWorldHasNot() throws {
        let made: [(String, Bool)] = [
            ("guidance", guidance != nil), ("width", width != nil), ("height", height != nil),
            ("sampler", sampler != nil && worldSampling == nil),
        ]
        let names = made.filter(\.1).map(\.0)
        guard names.isEmpty else { throw StageError.notOfWorld(parameters: names) }
    }

    /// How a generator of the embedded world goes from state to state; nil for a sampler that it does not have.
    var worldSampling: WorldPictureGenerator.Sampling? {
        switch sampler {
        case nil, "flow-matching-euler": .euler
        case "lcm": .consistency
        default: nil
        }
    }

    /// The parameters of a stage that draws, which has `seed` beside them. Some are for diffusers' pipelines alone.
    ///
    /// - Parameter steps: the default.
    static func parameters(steps: Int) -> [ParameterDescription] {
        [
            ParameterDescription(
                "steps", .integer(1...1000), default: .integer(Int64(steps)),
                help: "Denoiser calls from noise to picture")
        ] + pipelineParameters + TokenMergingChoices.parameters
    }

    static var pipelineParameters: [ParameterDescription] {
        [
            ParameterDescription(
                "guidance", .optional(.number(0...100)),
                help: "Classifier-free guidance of a diffusers pipeline; 1 or less is none"),
            ParameterDescription(
                "width", .optional(.integer(8...8192)), unit: "pixels",
                help: "Width of the pictures of a diffusers pipeline, a multiple of 8; its own by default"),
            ParameterDescription(
                "height", .optional(.integer(8...8192)), unit: "pixels", help: "Height, in the same way"),
            ParameterDescription(
                "sampler", .optional(.choice(samplers)),
                help:
                    "Another sampler for a diffusers pipeline than its own; in the embedded world flow-matching-euler, its own, or lcm"
            ),
        ]
    }

    /// Names that `sampler` takes.
    static let samplers = ["euler", "euler-ancestral", "ddim", "ddpm", "lcm", "flow-matching-euler"]
}

extension StageContext {
    /// What a stage with `GeneratorChoices.parameters` was asked for.
    ///
    /// - Parameter steps: for a stage without such a parameter.
    func generatorChoices(steps: Int? = nil) throws -> GeneratorChoices {
        var choices = GeneratorChoices(steps: try steps ?? integer("steps"))
        choices.guidance = try optionalNumber("guidance")
        choices.width = try optionalInteger("width")
        choices.height = try optionalInteger("height")
        choices.sampler = try optionalString("sampler")
        if steps == nil { choices.tokenMerging = try tokenMergingChoices() }
        return choices
    }
}
