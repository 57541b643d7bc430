import Layers
import Tensors

/// A linear layer, a gated GELU and another linear layer (`FeedForward` with `GEGLU`).
struct FeedForward {
    private let expand: Linear
    private let contract: Linear

    init(_ scope: ParameterScope, features: Int) {
        // Twice the inner width: values and gates.
        expand = Linear(scope["net"][0]["proj"], inputs: features, outputs: 2 * 4 * features)
        contract = Linear(scope["net"][2], inputs: 4 * features, outputs: features)
    }

    /// `[B, T, features]`, and what is added to the result.
    func callAsFunction(_ input: Tensor, adding residual: consuming Tensor) -> Tensor {
        contract(expand(input).geglu, adding: consume residual)
    }
}
