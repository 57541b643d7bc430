/// The samplers that are written here, under the names of diffusers' classes.
public enum SamplerKind: String, CaseIterable, Sendable, Codable {
    /// Euler's method on the probability flow (arXiv 2206.00364, algorithm 1 without churn).
    case euler = "EulerDiscreteScheduler"
    /// Euler steps down, then fresh noise up (k-diffusion's "Euler a").
    case eulerAncestral = "EulerAncestralDiscreteScheduler"
    /// Denoising diffusion implicit models (arXiv 2010.02502).
    case ddim = "DDIMScheduler"
    /// The chain of denoising diffusion probabilistic models (arXiv 2006.11239).
    case ddpm = "DDPMScheduler"
    /// Multistep sampling of latent consistency models (arXiv 2310.04378).
    case lcm = "LCMScheduler"
    /// Euler's method on the straight paths of flow matching (arXiv 2403.03206).
    case flowMatchEuler = "FlowMatchEulerDiscreteScheduler"

    /// Whether states are the clean latents plus noise of a growing deviation, and not a mixture of both.
    var explodes: Bool { self == .euler || self == .eulerAncestral }
}
