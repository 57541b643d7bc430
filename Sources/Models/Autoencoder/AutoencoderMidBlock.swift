import Layers
import Tensors

/// The innermost block of encoder and decoder: two residual blocks, with attention between where there is one
/// (`UNetMidBlock2D`).
struct AutoencoderMidBlock {
    private let first: ResnetBlock
    private let norm: GroupNorm?
    private let attention: Attention?
    private let second: ResnetBlock

    init(_ scope: ParameterScope, channels: Int, groups: Int, hasAttention: Bool) {
        first = ResnetBlock(
            scope["resnets"][0], inputs: channels, outputs: channels, groups: groups,
            epsilon: AutoencoderKL.epsilon)
        let inner = scope["attentions"][0]
        norm =
            hasAttention
            ? GroupNorm(
                inner["group_norm"], groups: groups, channels: channels, epsilon: AutoencoderKL.epsilon)
            : nil
        // One head over all channels.
        attention = hasAttention ? Attention(inner, features: channels, heads: 1, hasBias: true) : nil
        second = ResnetBlock(
            scope["resnets"][1], inputs: channels, outputs: channels, groups: groups,
            epsilon: AutoencoderKL.epsilon)
    }

    /// `[B, H, W, C]`.
    func callAsFunction(_ input: consuming Tensor) -> Tensor {
        var x = first(consume input)
        if let norm, let attention {
            let shape = x.shape
            let positions: Shape = [shape[0], shape[1] * shape[2], shape[3]]
            let normalized = norm(x).reshaped(positions)
            x = attention(normalized, adding: (consume x).reshaped(positions)).reshaped(shape)
        }
        return second(consume x)
    }
}
