import Layers
import Tensors

/// Attention and feed-forward as residuals, each behind a layer norm.
struct CLIPEncoderLayer {
    private let attentionNorm: LayerNorm
    private let attention: CLIPAttention
    private let forwardNorm: LayerNorm
    private let expand: Linear
    private let activation: CLIPActivation
    private let contract: Linear

    init(_ scope: ParameterScope, sizes: CLIPEncoder.Sizes, isCausal: Bool) {
        let features = sizes.features
        attentionNorm = LayerNorm(scope["layer_norm1"], features: features, epsilon: sizes.epsilon)
        attention = CLIPAttention(
            scope["self_attn"], features: features, heads: sizes.heads, isCausal: isCausal)
        forwardNorm = LayerNorm(scope["layer_norm2"], features: features, epsilon: sizes.epsilon)
        expand = Linear(scope["mlp"]["fc1"], inputs: features, outputs: sizes.innerFeatures)
        activation = sizes.activation
        contract = Linear(scope["mlp"]["fc2"], inputs: sizes.innerFeatures, outputs: features)
    }

    /// `[B, T, features]`.
    func callAsFunction(_ input: consuming Tensor) -> Tensor {
        let x = attention(attentionNorm(input), adding: consume input)
        return contract(activation(expand(forwardNorm(x))), adding: consume x)
    }
}
