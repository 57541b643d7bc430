import Layers
import Tensors

/// A block on the way down: residual blocks, each with attention or without, then half the size
/// (`DownBlock2D`, `CrossAttnDownBlock2D`).
struct UNetDownBlock {
    private let resnets: [ResnetBlock]
    private let attentions: [SpatialTransformer]
    private let downsampler: Downsampler?

    /// - Parameters:
    ///   - attention: sizes of the attentions; `nil` for a block without any.
    ///   - padding: of the convolution that halves the size; `nil` for the innermost block, which does not.
    init(
        _ scope: ParameterScope, sizes: UNetSizes, inputs: Int, outputs: Int, layers: Int,
        attention: UNetAttention?, padding: Int?
    ) {
        resnets = (0..<layers).map {
            sizes.resnet(scope["resnets"][$0], inputs: $0 == 0 ? inputs : outputs, outputs: outputs)
        }
        attentions =
            attention.map { attention in
                (0..<layers).map {
                    sizes.transformer(scope["attentions"][$0], channels: outputs, attention: attention)
                }
            } ?? []
        downsampler = padding.map {
            Downsampler(scope["downsamplers"][0], channels: outputs, padding: $0)
        }
    }

    /// `[B, H, W, inputs] -> [B, H / 2, W / 2, outputs]`; every intermediate result is left in `skips` for the way
    /// up.
    func callAsFunction(_ input: consuming Tensor, embedding: Tensor, text: Tensor, skips: inout [Tensor])
        -> Tensor
    {
        var x = consume input
        for index in resnets.indices {
            x = resnets[index](consume x, embedding: embedding)
            if !attentions.isEmpty { x = attentions[index](consume x, text: text) }
            skips.append(x)
        }
        if let downsampler {
            x = downsampler(x)
            skips.append(x)
        }
        return x
    }
}
