import Layers
import Tensors

/// A block on the way up: residual blocks that each read one result of the way down as well, with attention or
/// without, then a larger size (`UpBlock2D`, `CrossAttnUpBlock2D`).
struct UNetUpBlock {
    private let resnets: [ResnetBlock]
    private let attentions: [SpatialTransformer]
    private let upsampler: Upsampler?

    /// - Parameters:
    ///   - inputs: channels that come from the block below.
    ///   - skips: channels of the results of the way down, in the order in which they are read; as many as there are
    ///     residual blocks.
    init(
        _ scope: ParameterScope, sizes: UNetSizes, inputs: Int, skips: [Int], outputs: Int,
        attention: UNetAttention?, isUpsampled: Bool
    ) {
        resnets = skips.enumerated().map { index, skip in
            sizes.resnet(
                scope["resnets"][index], inputs: (index == 0 ? inputs : outputs) + skip, outputs: outputs)
        }
        attentions =
            attention.map { attention in
                skips.indices.map {
                    sizes.transformer(scope["attentions"][$0], channels: outputs, attention: attention)
                }
            } ?? []
        upsampler = isUpsampled ? Upsampler(scope["upsamplers"][0], channels: outputs) : nil
    }

    /// `[B, H, W, inputs]` to the size of the next skip, `outputs` channels; takes its skips off the end.
    func callAsFunction(_ input: consuming Tensor, embedding: Tensor, text: Tensor, skips: inout [Tensor])
        -> Tensor
    {
        var x = consume input
        for index in resnets.indices {
            x = resnets[index](.concatenated([x, skips.removeLast()], axis: 3), embedding: embedding)
            if !attentions.isEmpty { x = attentions[index](consume x, text: text) }
        }
        guard let upsampler, let next = skips.last else { return x }
        // An odd size was rounded on the way down; the skip knows it.
        return upsampler(x, height: next.shape[1], width: next.shape[2])
    }
}
