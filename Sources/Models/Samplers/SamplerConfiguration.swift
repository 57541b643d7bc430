import Foundation

/// A sampler and its noise schedule, as `scheduler_config.json` of diffusers gives them.
///
///     var configuration = try SamplerConfiguration(path: "scheduler/scheduler_config.json", as: .ddim)
///     configuration.timestepSpacing = .trailing
///     let sampler = try Sampler(configuration, steps: 20)
public struct SamplerConfiguration: Sendable, Hashable {
    /// How the variance of the noise in one step back is chosen (DDPM).
    public enum Variance: String, CaseIterable, Sendable, Codable {
        /// That of the step back if the clean latents were known.
        case fixedSmall = "fixed_small"
        /// The same, computed by logarithms.
        case fixedSmallLogarithm = "fixed_small_log"
        /// Beta: that of the step forward.
        case fixedLarge = "fixed_large"
    }

    /// What comes after the last step (Euler).
    public enum FinalDeviation: String, CaseIterable, Sendable, Codable {
        case zero
        /// That of timestep 0: a little noise stays.
        case smallest = "sigma_min"
    }

    public var kind: SamplerKind
    /// Timesteps of training.
    public var trainTimesteps = 1000
    public var betaSchedule = BetaSchedule.linear
    public var betaStart = 0.0001
    public var betaEnd = 0.02
    /// Whether betas are changed so that the last timestep has no signal (`rescale_betas_zero_snr`).
    public var endsWithoutSignal = false
    public var prediction = PredictionType.epsilon
    public var timestepSpacing = TimestepSpacing.leading
    /// Added to timesteps that are spaced as `leading`.
    public var stepsOffset = 0
    /// Estimates of the clean latents are clamped to this distance from 0; `nil` leaves them (`clip_sample`).
    public var clip: Float?
    /// Whether the last step of DDIM leads to latents without noise, and not to timestep 0 (`set_alpha_to_one`).
    public var endsWithoutNoise = true
    /// Whether the deviations of Euler follow arXiv 2206.00364, equation 5 (`use_karras_sigmas`).
    public var usesKarrasDeviations = false
    /// Ends of these deviations; those of the chosen timesteps by default.
    public var smallestDeviation: Double?
    public var largestDeviation: Double?
    public var finalDeviation = FinalDeviation.zero
    public var variance = Variance.fixedSmall
    /// Steps of the schedule with which a consistency model was distilled (`original_inference_steps`).
    public var distilledSteps = 50
    /// Factor of timesteps in the boundary condition of consistency models.
    public var timestepScaling = 10.0
    /// Moves the times of flow matching towards noise (arXiv 2403.03206, equation 23).
    public var shift = 1.0
    /// Whether flow matching goes to the clean estimate and adds fresh noise (`stochastic_sampling`).
    public var isStochastic = false

    /// The sampler with the settings that diffusers gives it by default.
    public init(_ kind: SamplerKind) {
        self.kind = kind
        switch kind {
        case .euler, .eulerAncestral:
            timestepSpacing = .linspace
        case .ddim, .ddpm:
            clip = 1
        case .lcm:
            betaSchedule = .scaledLinear
            (betaStart, betaEnd) = (0.00085, 0.012)
        case .flowMatchEuler:
            prediction = .flow
        }
    }

    /// Reads a `scheduler_config.json`.
    ///
    /// - Parameter kind: the sampler to use instead of the file's, with the file's settings, as `from_config` of
    ///   diffusers does.
    public init(path: String, as kind: SamplerKind? = nil) throws(SamplerError) {
        let data: Data
        do throws(SmallFileError) {
            data = try SmallFile.read(path)
        } catch {
            throw .unreadable(path: path, reason: error.reason)
        }
        try self.init(json: data, path: path, as: kind)
    }

    /// Decodes the text of a `scheduler_config.json`.
    public init(json: Data, path: String? = nil, as kind: SamplerKind? = nil) throws(SamplerError) {
        let decoder = JSONDecoder()
        if let kind { decoder.userInfo[Self.chosenKind] = kind }
        do {
            self = try decoder.decode(Self.self, from: json)
        } catch let error as ConfigurationError {
            throw .setting(path: path, error)
        } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
            DecodingError.dataCorrupted(let context)
        {
            let setting = context.codingPath.last?.stringValue
            throw .unreadable(
                path: path ?? "scheduler_config.json",
                reason: setting.map { "\"\($0)\" has a value of a wrong type" }
                    ?? "is not an object of JSON, or has a number that does not fit")
        } catch {
            throw .unreadable(
                path: path ?? "scheduler_config.json",
                reason: "is not an object of JSON, or has a number that does not fit")
        }
    }

    static let chosenKind = CodingUserInfoKey(rawValue: "SamplerKind")!
}
