import Tensors

/// Why a sampler cannot be made or cannot take a step.
public enum SamplerError: Error, Hashable, CustomStringConvertible {
    /// The file cannot be read, or is no JSON of a scheduler.
    case unreadable(path: String, reason: String)
    /// A setting of the file is not supported.
    case setting(path: String?, ConfigurationError)
    /// A number of steps that the schedule does not have.
    case steps(kind: SamplerKind, found: Int, most: Int)
    /// The share of fresh noise is negative, above 1, or the sampler has none.
    case eta(kind: SamplerKind, found: Double)
    /// A step starts at a timestep that was not trained.
    case timestep(kind: SamplerKind, found: Int, count: Int)
    /// At this timestep nothing is left of the signal, and the prediction says nothing about it.
    case noSignal(kind: SamplerKind, timestep: Int, prediction: PredictionType)
    /// A step that the schedule does not have.
    case step(found: Int, count: Int)
    /// Tensors of one step that need one shape.
    case shapes(name: String, found: Shape, expected: Shape)
    /// A step that adds fresh noise got none.
    case noNoise(kind: SamplerKind, step: Int)

    public var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "\(path): \(reason); expected a scheduler_config.json of diffusers"
        case .setting(let path, let error):
            path.map { "\($0): \(error)" } ?? "\(error)"
        case .steps(let kind, let found, let most):
            "\(kind.rawValue): \(found) steps; this schedule has 1 to \(most)"
        case .eta(let kind, let found):
            kind == .ddim
                ? "\(kind.rawValue): eta is \(found); it must be from 0 to 1"
                : "\(kind.rawValue): eta is \(found), but only \(SamplerKind.ddim.rawValue) has an eta; leave it out"
        case .timestep(let kind, let found, let count):
            "\(kind.rawValue): a step at timestep \(found), but timesteps are 0 to \(count - 1); "
                + "take fewer steps or a smaller \"steps_offset\""
        case .noSignal(let kind, let timestep, let prediction):
            "\(kind.rawValue): nothing is left of the signal at timestep \(timestep), so \"\(prediction.rawValue)\" "
                + "says nothing about it; \"rescale_betas_zero_snr\" needs \"\(PredictionType.velocity.rawValue)\" or "
                + "\"\(PredictionType.sample.rawValue)\""
        case .step(let found, let count):
            "step \(found) of a schedule of \(count) steps, which are counted from 0"
        case .shapes(let name, let found, let expected):
            "\(name) of shape \(found) for latents of shape \(expected); both need one shape"
        case .noNoise(let kind, let step):
            "\(kind.rawValue): step \(step) adds fresh noise; give standard normals in the shape of the latents"
        }
    }
}
