import Layers
import Tensors

/// Two linear layers with a SiLU between, from sinusoids or other features to an embedding.
struct TimestepEmbedding {
    private let first: Linear
    private let second: Linear

    init(_ scope: ParameterScope, inputs: Int, outputs: Int) {
        first = Linear(scope["linear_1"], inputs: inputs, outputs: outputs)
        second = Linear(scope["linear_2"], inputs: outputs, outputs: outputs)
    }

    /// `[B, inputs] -> [B, outputs]`.
    func callAsFunction(_ input: Tensor) -> Tensor { second(first(input).silu) }
}
