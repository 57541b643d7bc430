extension SamplerConfiguration: Decodable {
    /// Reads the settings; the defaults are those of diffusers. Settings that the sampler does not have and other
    /// samplers of diffusers do are ignored, as diffusers does; others are refused.
    public init(from decoder: any Decoder) throws {
        let reader = try SettingReader(decoder, architecture: "scheduler")
        let kind: SamplerKind
        if let chosen = decoder.userInfo[Self.chosenKind] as? SamplerKind {
            kind = chosen
        } else {
            kind = try Self.kind(named: reader.value("_class_name", default: ""))
        }
        let settings = try SettingReader(decoder, architecture: kind.rawValue)
        try SamplerSettings(kind).refuseUnknown(decoder)
        self.init(kind)
        trainTimesteps = try settings.value("num_train_timesteps", default: trainTimesteps)
        if kind == .flowMatchEuler {
            try readFlow(settings)
        } else {
            try readBetas(settings)
            try readPrediction(settings)
        }
        switch kind {
        case .euler: try readEuler(settings)
        case .ddim: try readClip(settings)
        case .ddpm:
            try readClip(settings)
            variance = try settings.choice("variance_type", default: variance)
        case .lcm:
            try readClip(settings)
            try readLCM(settings)
        case .eulerAncestral, .flowMatchEuler: break
        }
        if kind == .ddim || kind == .lcm {
            endsWithoutNoise = try settings.value("set_alpha_to_one", default: endsWithoutNoise)
        }
        if let reason = problem {
            throw ConfigurationError.contradiction(architecture: kind.rawValue, reason: reason)
        }
    }

    private static func kind(named name: String) throws -> SamplerKind {
        if let kind = SamplerKind(rawValue: name) { return kind }
        let kinds = SamplerKind.allCases.map(\.rawValue).joined(separator: ", ")
        let found = name.isEmpty ? "the file names no \"_class_name\"" : "\"\(name)\" is not supported"
        let advice =
            name == "PNDMScheduler"
            ? "; its settings serve \(SamplerKind.ddim.rawValue) (nearest to it) and "
                + "\(SamplerKind.euler.rawValue): name one of them as the sampler" : ""
        throw ConfigurationError.contradiction(
            architecture: "scheduler", reason: "\(found)\(advice); samplers: \(kinds)")
    }

    private mutating func readBetas(_ settings: SettingReader) throws {
        try settings.require("trained_betas", "null")
        betaSchedule = try settings.choice("beta_schedule", default: betaSchedule)
        betaStart = try settings.value("beta_start", default: betaStart)
        betaEnd = try settings.value("beta_end", default: betaEnd)
        endsWithoutSignal = try settings.value("rescale_betas_zero_snr", default: endsWithoutSignal)
        timestepSpacing = try settings.choice("timestep_spacing", default: timestepSpacing)
        stepsOffset = try settings.value("steps_offset", default: stepsOffset)
    }

    private mutating func readPrediction(_ settings: SettingReader) throws {
        prediction = try settings.choice("prediction_type", default: prediction)
        // diffusers refuses the same ones.
        let supported: [PredictionType] =
            kind == .eulerAncestral ? [.epsilon, .velocity] : [.epsilon, .velocity, .sample]
        guard supported.contains(prediction) else {
            throw ConfigurationError.unsupported(
                architecture: kind.rawValue, setting: "prediction_type", found: "\"\(prediction.rawValue)\"",
                supported: supported.map { "\"\($0.rawValue)\"" })
        }
    }

    private mutating func readEuler(_ settings: SettingReader) throws {
        try settings.require("interpolation_type", "\"linear\"")
        try settings.require("timestep_type", "\"discrete\"")
        try settings.require("use_exponential_sigmas", "false", "null")
        try settings.require("use_beta_sigmas", "false", "null")
        usesKarrasDeviations = try settings.value("use_karras_sigmas", default: false)
        finalDeviation = try settings.choice("final_sigmas_type", default: finalDeviation)
        smallestDeviation = try settings.value("sigma_min")
        largestDeviation = try settings.value("sigma_max")
    }

    private mutating func readClip(_ settings: SettingReader) throws {
        try settings.require("thresholding", "false", "null")
        let isClipped = try settings.value("clip_sample", default: clip != nil)
        let range: Float = try settings.value("clip_sample_range", default: 1)
        clip = isClipped ? range : nil
    }

    private mutating func readLCM(_ settings: SettingReader) throws {
        distilledSteps = try settings.value("original_inference_steps", default: distilledSteps)
        timestepScaling = try settings.value("timestep_scaling", default: timestepScaling)
    }

    private mutating func readFlow(_ settings: SettingReader) throws {
        for setting: SettingKey in [
            "use_dynamic_shifting", "invert_sigmas", "use_karras_sigmas", "use_exponential_sigmas",
            "use_beta_sigmas",
        ] {
            try settings.require(setting, "false", "null")
        }
        try settings.require("shift_terminal", "null")
        shift = try settings.value("shift", default: shift)
        isStochastic = try settings.value("stochastic_sampling", default: isStochastic)
    }
}

extension SettingReader {
    /// A name that has to be one that is known.
    fileprivate func choice<Name: RawRepresentable & CaseIterable>(
        _ setting: SettingKey, default name: Name
    ) throws -> Name where Name.RawValue == String {
        guard let found = try value(setting, as: String.self) else { return name }
        guard let known = Name(rawValue: found) else {
            throw ConfigurationError.unsupported(
                architecture: architecture, setting: setting.stringValue, found: "\"\(found)\"",
                supported: Name.allCases.map { "\"\($0.rawValue)\"" })
        }
        return known
    }
}
