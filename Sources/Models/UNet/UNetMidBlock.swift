import Layers
import Tensors

/// The innermost block: two residual blocks with attention between (`UNetMidBlock2DCrossAttn`).
struct UNetMidBlock {
    private let first: ResnetBlock
    private let attention: SpatialTransformer
    private let second: ResnetBlock

    init(_ scope: ParameterScope, sizes: UNetSizes, channels: Int, attention: UNetAttention) {
        first = sizes.resnet(scope["resnets"][0], inputs: channels, outputs: channels)
        self.attention = sizes.transformer(scope["attentions"][0], channels: channels, attention: attention)
        second = sizes.resnet(scope["resnets"][1], inputs: channels, outputs: channels)
    }

    /// `[B, H, W, C]`.
    func callAsFunction(_ input: consuming Tensor, embedding: Tensor, text: Tensor) -> Tensor {
        second(attention(first(consume input, embedding: embedding), text: text), embedding: embedding)
    }
}
