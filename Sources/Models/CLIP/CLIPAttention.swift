import Layers
import Tensors

/// Multi-head attention over a sequence itself, with CLIP's names.
struct CLIPAttention {
    private let query: Linear
    private let key: Linear
    private let value: Linear
    private let output: Linear
    private let heads: Int
    private let isCausal: Bool

    init(_ scope: ParameterScope, features: Int, heads: Int, isCausal: Bool) {
        query = Linear(scope["q_proj"], inputs: features, outputs: features)
        key = Linear(scope["k_proj"], inputs: features, outputs: features)
        value = Linear(scope["v_proj"], inputs: features, outputs: features)
        output = Linear(scope["out_proj"], inputs: features, outputs: features)
        self.heads = heads
        self.isCausal = isCausal
    }

    /// `[B, T, features]`, and what is added to the result.
    func callAsFunction(_ input: Tensor, adding residual: consuming Tensor) -> Tensor {
        output(
            query(input).attention(keys: key(input), values: value(input), heads: heads, isCausal: isCausal),
            adding: consume residual)
    }
}
