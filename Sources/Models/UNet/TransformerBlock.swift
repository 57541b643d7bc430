import Layers
import Tensors

/// Attention over the positions themselves, attention to the text, feed-forward, each as a residual behind a
/// layer norm (`BasicTransformerBlock`).
struct TransformerBlock {
    private let selfNorm: LayerNorm
    private let selfAttention: Attention
    private let textNorm: LayerNorm
    private let textAttention: Attention
    private let forwardNorm: LayerNorm
    private let feedForward: FeedForward

    init(_ scope: ParameterScope, features: Int, contextFeatures: Int, heads: Int) {
        selfNorm = LayerNorm(scope["norm1"], features: features)
        selfAttention = Attention(scope["attn1"], features: features, heads: heads)
        textNorm = LayerNorm(scope["norm2"], features: features)
        textAttention = Attention(
            scope["attn2"], features: features, contextFeatures: contextFeatures, heads: heads)
        forwardNorm = LayerNorm(scope["norm3"], features: features)
        feedForward = FeedForward(scope["ff"], features: features)
    }

    /// `[B, T, features]`, and the text `[B, T', contextFeatures]`.
    func callAsFunction(_ input: consuming Tensor, text: Tensor) -> Tensor {
        var x: Tensor
        if let visitor = AttentionVisitor.current {
            x = input + visitor(selfAttention(selfNorm(input)))
            x = x + visitor(textAttention(textNorm(x), context: text))
        } else {
            x = selfAttention(selfNorm(input), adding: consume input)
            x = textAttention(textNorm(x), context: text, adding: consume x)
        }
        return feedForward(forwardNorm(x), adding: consume x)
    }
}
