/// The names of all settings that samplers of diffusers have.
///
/// Files carry settings of other samplers along, since one can be exchanged for another; diffusers ignores them, and
/// so does Tweed. A name that nobody knows may change the numbers, and is refused.
struct SamplerSettings {
    private static let betas: Set<String> = [
        "num_train_timesteps", "beta_start", "beta_end", "beta_schedule", "trained_betas", "prediction_type",
        "timestep_spacing", "steps_offset", "rescale_betas_zero_snr",
    ]
    private static let clipping: Set<String> = [
        "clip_sample", "clip_sample_range", "thresholding", "dynamic_thresholding_ratio", "sample_max_value",
    ]
    private static let deviations: Set<String> = [
        "use_karras_sigmas", "use_exponential_sigmas", "use_beta_sigmas",
    ]

    /// What each sampler reads, or refuses by its value.
    private static func own(_ kind: SamplerKind) -> Set<String> {
        switch kind {
        case .euler:
            betas.union(deviations).union([
                "interpolation_type", "sigma_min", "sigma_max", "timestep_type", "final_sigmas_type",
            ])
        case .eulerAncestral: betas
        case .ddim: betas.union(clipping).union(["set_alpha_to_one"])
        case .ddpm: betas.union(clipping).union(["variance_type"])
        case .lcm:
            betas.union(clipping).union([
                "set_alpha_to_one", "original_inference_steps", "timestep_scaling",
            ])
        case .flowMatchEuler:
            deviations.union([
                "num_train_timesteps", "shift", "use_dynamic_shifting", "base_shift", "max_shift",
                "base_image_seq_len", "max_image_seq_len", "invert_sigmas", "shift_terminal",
                "time_shift_type", "stochastic_sampling",
            ])
        }
    }

    /// Settings of samplers that are not written here: PNDM, DPM-Solver, UniPC, DEIS, SA, TCD, EDM.
    private static let foreign: Set<String> = [
        "skip_prk_steps", "solver_order", "solver_type", "solver_p", "algorithm_type", "lower_order_final",
        "euler_at_final", "lambda_min_clipped", "use_lu_lambdas", "use_flow_sigmas", "flow_shift",
        "predict_x0", "disable_corrector", "predictor_order", "corrector_order", "tau_func",
        "noise_sampler_seed", "sigma_data", "sigma_schedule", "rho", "use_dynamic_shifting",
        "time_shift_type",
    ]

    private let known: Set<String>
    private let kind: SamplerKind

    init(_ kind: SamplerKind) {
        self.kind = kind
        known = SamplerKind.allCases.reduce(Self.foreign) { $0.union(Self.own($1)) }
    }

    /// Refuses settings that no sampler of diffusers has, unless they are null. Names that begin with an underscore
    /// say who wrote the file.
    func refuseUnknown(_ decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: SettingKey.self)
        let strange = try container.allKeys.filter {
            try !known.contains($0.stringValue) && !$0.stringValue.hasPrefix("_")
                && !container.decodeNil(forKey: $0)
        }
        guard let setting = strange.min(by: { $0.stringValue < $1.stringValue }) else { return }
        let found = try container.decode(SettingText.self, forKey: setting).text
        throw ConfigurationError.contradiction(
            architecture: kind.rawValue,
            reason: "\"\(setting.stringValue)\" is \(found), but no sampler of diffusers has this setting; "
                + "take it out if it is neutral")
    }
}
