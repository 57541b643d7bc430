import Foundation
import Models
import Tensors
import Testing

/// Files of the hub are read, and what would change numbers silently is refused by name.
@Suite struct SamplerConfigurationTests {
    private func read(_ text: String, as kind: SamplerKind? = nil) throws -> SamplerConfiguration {
        try SamplerConfiguration(json: Data(text.utf8), as: kind)
    }

    /// Settings that files of Stable Diffusion share.
    private let common = """
        "_diffusers_version": "0.24.0", "beta_end": 0.012, "beta_schedule": "scaled_linear",
        "beta_start": 0.00085, "clip_sample": false, "num_train_timesteps": 1000, "set_alpha_to_one": false,
        "skip_prk_steps": true, "steps_offset": 1, "trained_betas": null
        """

    @Test func turbo() throws {
        let configuration = try read(
            """
            {"_class_name": "EulerDiscreteScheduler", \(common), "interpolation_type": "linear",
            "prediction_type": "epsilon", "sample_max_value": 1.0, "sigma_max": null, "sigma_min": null,
            "timestep_spacing": "trailing", "timestep_type": "discrete", "use_karras_sigmas": false}
            """)
        #expect(configuration.kind == .euler)
        #expect(configuration.timestepSpacing == .trailing)
        #expect(configuration.clip == nil)
        let sampler = try Sampler(configuration, steps: 1)
        #expect(sampler.timesteps == [999])
        #expect(abs(sampler.initialNoiseScale - 14.6146) < 1e-3)
        #expect(try Sampler(configuration, steps: 4).timesteps == [999, 749, 499, 249])
    }

    @Test func stableDiffusion15() throws {
        let text = "{\"_class_name\": \"PNDMScheduler\", \(common)}"
        #expect(
            message { _ = try read(text) }
                == "scheduler: \"PNDMScheduler\" is not supported; its settings serve DDIMScheduler (nearest to it) "
                + "and EulerDiscreteScheduler: name one of them as the sampler; samplers: EulerDiscreteScheduler, "
                + "EulerAncestralDiscreteScheduler, DDIMScheduler, DDPMScheduler, LCMScheduler, "
                + "FlowMatchEulerDiscreteScheduler")
        let configuration = try read(text, as: .ddim)
        #expect(configuration.kind == .ddim)
        #expect(!configuration.endsWithoutNoise && configuration.clip == nil)
        #expect(configuration.timestepSpacing == .leading && configuration.stepsOffset == 1)
        #expect(try read(text, as: .euler).timestepSpacing == .linspace)
    }

    @Test func flow() throws {
        let configuration = try read(
            """
            {"_class_name": "FlowMatchEulerDiscreteScheduler", "base_image_seq_len": 256, "base_shift": 0.5,
            "max_image_seq_len": 4096, "max_shift": 1.15, "num_train_timesteps": 1000, "shift": 3.0,
            "use_dynamic_shifting": false}
            """)
        #expect(configuration.shift == 3 && configuration.prediction == .flow)
    }

    static let refusals: [(String, String)] = [
        (
            "{\"_class_name\": \"DDIMScheduler\", \"thresholding\": true}",
            "DDIMScheduler: \"thresholding\" is true; supported: false, null"
        ),
        (
            "{\"_class_name\": \"EulerDiscreteScheduler\", \"use_beta_sigmas\": true}",
            "EulerDiscreteScheduler: \"use_beta_sigmas\" is true; supported: false, null"
        ),
        (
            "{\"_class_name\": \"EulerDiscreteScheduler\", \"timestep_type\": \"continuous\"}",
            "EulerDiscreteScheduler: \"timestep_type\" is \"continuous\"; supported: \"discrete\""
        ),
        (
            "{\"_class_name\": \"EulerDiscreteScheduler\", \"interpolation_type\": \"log_linear\"}",
            "EulerDiscreteScheduler: \"interpolation_type\" is \"log_linear\"; supported: \"linear\""
        ),
        (
            "{\"_class_name\": \"EulerAncestralDiscreteScheduler\", \"prediction_type\": \"sample\"}",
            "EulerAncestralDiscreteScheduler: \"prediction_type\" is \"sample\"; supported: \"epsilon\", "
                + "\"v_prediction\""
        ),
        (
            "{\"_class_name\": \"DDPMScheduler\", \"variance_type\": \"learned_range\"}",
            "DDPMScheduler: \"variance_type\" is \"learned_range\"; supported: \"fixed_small\", "
                + "\"fixed_small_log\", \"fixed_large\""
        ),
        (
            "{\"_class_name\": \"DDPMScheduler\", \"beta_schedule\": \"sigmoid\"}",
            "DDPMScheduler: \"beta_schedule\" is \"sigmoid\"; supported: \"linear\", \"scaled_linear\", "
                + "\"squaredcos_cap_v2\""
        ),
        (
            "{\"_class_name\": \"FlowMatchEulerDiscreteScheduler\", \"use_dynamic_shifting\": true}",
            "FlowMatchEulerDiscreteScheduler: \"use_dynamic_shifting\" is true; supported: false, null"
        ),
        (
            "{\"_class_name\": \"DDIMScheduler\", \"sharpening\": 0.5}",
            "DDIMScheduler: \"sharpening\" is 0.5, but no sampler of diffusers has this setting; take it out if it "
                + "is neutral"
        ),
        (
            "{\"_class_name\": \"DDIMScheduler\", \"trained_betas\": [0.1, 0.2]}",
            "DDIMScheduler: \"trained_betas\" is [0.1, 0.2]; supported: null"
        ),
        (
            "{\"_class_name\": \"DDIMScheduler\", \"beta_end\": 2}",
            "DDIMScheduler: \"beta_end\" is 2.0; it must be between 0 and 1"
        ),
        (
            "{\"_class_name\": \"DDIMScheduler\", \"num_train_timesteps\": 1000000000}",
            "DDIMScheduler: \"num_train_timesteps\" is 1000000000; it must be from 1 to 100000"
        ),
        (
            "{\"_class_name\": \"LCMScheduler\", \"original_inference_steps\": 0}",
            "LCMScheduler: \"original_inference_steps\" is 0; it must be from 1 to 1000"
        ),
        (
            "{\"_class_name\": \"DDIMScheduler\", \"beta_start\": \"small\"}",
            "scheduler_config.json: \"beta_start\" has a value of a wrong type; expected a scheduler_config.json "
                + "of diffusers"
        ),
        (
            "{",
            "scheduler_config.json: is not an object of JSON, or has a number that does not fit; expected a scheduler_config.json of diffusers"
        ),
        (
            "{\"_class_name\": \"DDIMScheduler\", \"steps_offset\": 1e30}",
            "scheduler_config.json: is not an object of JSON, or has a number that does not fit; expected a scheduler_config.json "
                + "of diffusers"
        ),
        (
            "[]",
            "scheduler_config.json: is not an object of JSON, or has a number that does not fit; expected a scheduler_config.json of diffusers"
        ),
    ]

    @Test(arguments: refusals) func refused(text: String, expected: String) {
        #expect(message { _ = try read(text) } == expected)
    }

    @Test func neutralSettings() throws {
        let plain = try read("{\"_class_name\": \"DDIMScheduler\"}")
        let more = try read(
            "{\"_class_name\": \"DDIMScheduler\", \"_note\": 3, \"solver_order\": 2, \"sharpening\": null}")
        #expect(plain == more && plain == SamplerConfiguration(.ddim))
    }

    @Test func steps() throws {
        let ddim = SamplerConfiguration(.ddim)
        #expect(throws: SamplerError.steps(kind: .ddim, found: 0, most: 1000)) {
            try Sampler(ddim, steps: 0)
        }
        #expect(throws: SamplerError.steps(kind: .ddim, found: 1001, most: 1000)) {
            try Sampler(ddim, steps: 1001)
        }
        #expect(throws: SamplerError.steps(kind: .lcm, found: 51, most: 50)) {
            try Sampler(SamplerConfiguration(.lcm), steps: 51)
        }
        #expect(throws: SamplerError.eta(kind: .euler, found: 0.5)) {
            try Sampler(SamplerConfiguration(.euler), steps: 5, eta: 0.5)
        }
        #expect(throws: SamplerError.eta(kind: .ddim, found: 1.5)) {
            try Sampler(ddim, steps: 5, eta: 1.5)
        }
        var shifted = ddim
        shifted.stepsOffset = 1
        #expect(throws: SamplerError.timestep(kind: .ddim, found: 1000, count: 1000)) {
            try Sampler(shifted, steps: 1000)
        }
        var zero = ddim
        (zero.endsWithoutSignal, zero.timestepSpacing) = (true, .trailing)
        #expect(throws: SamplerError.noSignal(kind: .ddim, timestep: 999, prediction: .epsilon)) {
            try Sampler(zero, steps: 4)
        }
    }

    /// A caller may set what a file may not.
    @Test func ranges() throws {
        let changes: [(inout SamplerConfiguration) -> Void] = [
            { $0.trainTimesteps = 0 }, { $0.trainTimesteps = .max }, { $0.betaStart = 0 },
            { $0.betaEnd = .nan }, { $0.stepsOffset = .max }, { $0.clip = -1 }, { $0.clip = .nan },
            { $0.smallestDeviation = 0 }, { $0.largestDeviation = .infinity }, { $0.shift = 0 },
            { $0.timestepScaling = -1 }, { ($0.trainTimesteps, $0.endsWithoutSignal) = (1, true) },
        ]
        for (index, change) in changes.enumerated() {
            var configuration = SamplerConfiguration(.ddim)
            change(&configuration)
            #expect(throws: SamplerError.self, "change \(index)") { try Sampler(configuration, steps: 1) }
        }
    }

    @Test func tensors() throws {
        let sampler = try Sampler(SamplerConfiguration(.eulerAncestral), steps: 2)
        let (state, other) = (Tensor.zeros([1, 2, 2, 4]), Tensor.zeros([1, 2, 2, 3]))
        #expect(throws: SamplerError.step(found: 2, count: 2)) {
            try sampler.step(state, prediction: state, step: 2)
        }
        #expect(
            throws: SamplerError.shapes(name: "the prediction", found: other.shape, expected: state.shape)
        ) { try sampler.step(state, prediction: other, step: 0) }
        #expect(throws: SamplerError.noNoise(kind: .eulerAncestral, step: 0)) {
            try sampler.step(state, prediction: state, step: 0)
        }
        #expect(throws: SamplerError.shapes(name: "the noise", found: other.shape, expected: state.shape)) {
            try sampler.step(state, prediction: state, step: 0, noise: other)
        }
        _ = try sampler.step(state, prediction: state, step: 1)
    }

    private func message(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "no error"
        } catch {
            return "\(error)"
        }
    }
}
