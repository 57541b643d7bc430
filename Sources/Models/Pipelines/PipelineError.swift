import Tensors

/// Why a pipeline cannot be built or cannot do what it is asked for.
public enum PipelineError: Error, Hashable, CustomStringConvertible {
    /// `model_index.json` cannot be read, or is none.
    case unreadable(path: String, reason: String)
    /// The folder holds another kind of pipeline.
    case architecture(path: String, found: String, supported: [String])
    /// The index does not name a part that the pipeline needs.
    case missing(path: String, component: String)
    /// A part cannot be loaded; `reason` is the error of its loader.
    case component(String, reason: String)
    /// Parts do not fit each other.
    case mismatch(String)
    /// The sampler cannot be made or cannot take a step.
    case sampler(SamplerError)
    /// No prompt was given.
    case noPrompts
    /// A prompt has to be turned into tokens, but the pipeline was built without tokenizers.
    case noTokenizers
    /// Token ids that the text encoder cannot take.
    case tokens(String)
    /// A prompt beyond the last one.
    case prompt(index: Int, count: Int)
    /// Fewer layers are left in the text encoder than asked for.
    case skippedLayers(found: Int, layers: Int)
    /// A picture of this size has no latents.
    case size(height: Int, width: Int, multiple: Int, limit: Int)
    /// Not one picture or more, or too many.
    case count(Int)
    /// A tensor has the wrong shape; `expected` says which would be right.
    case shape(name: String, found: Shape, expected: String)
    /// Guidance above 1 compares with a prediction for no prompt, which was not prepared.
    case noUnconditional(guidance: Float)
    /// Guidance that is not a number.
    case guidance(Float)

    public var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "\(path): \(reason); a pipeline folder of diffusers has a model_index.json and a folder for each part"
        case .architecture(let path, let found, let supported):
            "\(path): the pipeline is \"\(found)\"; supported: " + supported.joined(separator: ", ")
        case .missing(let path, let component):
            "\(path): names no \"\(component)\", which this pipeline needs"
        case .component(let name, let reason):
            "\(name): \(reason)"
        case .mismatch(let reason):
            "the parts of the pipeline do not fit: \(reason)"
        case .sampler(let error):
            error.description
        case .noPrompts:
            "no prompts; give one or more (an empty text is a prompt)"
        case .noTokenizers:
            "this pipeline was built without tokenizers; give token ids, or tokenizers"
        case .tokens(let reason):
            "tokens: \(reason)"
        case .prompt(let index, let count):
            "prompt \(index) of \(count) prompts, which are counted from 0"
        case .skippedLayers(let found, let layers):
            "\(found) layers of a text encoder cannot be skipped; it has \(layers), and at least one must be left"
        case .size(let height, let width, let multiple, let limit):
            "pictures of \(width)x\(height) pixels; width and height must be multiples of \(multiple) from "
                + "\(multiple) to \(limit)"
        case .count(let count):
            "\(count) pictures; from 1 to 65536 can be drawn together"
        case .shape(let name, let found, let expected):
            "\(name) of shape \(found); expected \(expected)"
        case .noUnconditional(let guidance):
            "guidance is \(guidance), but the conditioning has no unconditional part; prepare one, or use guidance 1"
        case .guidance(let guidance):
            "guidance is \(guidance); it must be a number"
        }
    }
}
