/// Where the noise of a picture comes from.
enum NoiseSource: String, CaseIterable {
    /// Tweed's own: decided by seed and text.
    case philox
    /// The stream of `torch.Generator("cpu")`: decided by the seed alone, as diffusers draws it.
    case torchCPU = "torch-cpu"
    /// The stream of `torch.Generator("cuda")`.
    case torchCUDA = "torch-cuda"
}
