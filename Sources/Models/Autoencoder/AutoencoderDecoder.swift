import Layers
import Tensors

/// From latents to pictures (`Decoder` of diffusers).
struct AutoencoderDecoder {
    private let first: Convolution
    private let midBlock: AutoencoderMidBlock
    private let blocks: [(resnets: [ResnetBlock], upsampler: Upsampler?)]
    private let lastNorm: GroupNorm
    private let last: Convolution

    init(_ scope: ParameterScope, configuration: AutoencoderKL.Configuration) {
        // From the innermost block out.
        let channels = Array(configuration.blockChannels.reversed())
        let groups = configuration.normGroups
        first = Convolution(
            scope["conv_in"], inputs: configuration.latentChannels, outputs: channels[0], kernel: 3,
            padding: 1
        )
        midBlock = AutoencoderMidBlock(
            scope["mid_block"], channels: channels[0], groups: groups,
            hasAttention: configuration.hasMidAttention)
        blocks = channels.indices.map { position in
            let block = scope["up_blocks"][position]
            let resnets = (0...configuration.layersPerBlock).map {
                ResnetBlock(
                    block["resnets"][$0],
                    inputs: $0 == 0 ? channels[max(position - 1, 0)] : channels[position],
                    outputs: channels[position], groups: groups, epsilon: AutoencoderKL.epsilon)
            }
            let isDoubled = position < channels.count - 1
            return (
                resnets, isDoubled ? Upsampler(block["upsamplers"][0], channels: channels[position]) : nil
            )
        }
        lastNorm = GroupNorm(
            scope["conv_norm_out"], groups: groups, channels: channels.last!, epsilon: AutoencoderKL.epsilon)
        last = Convolution(
            scope["conv_out"], inputs: channels.last!, outputs: configuration.outputChannels, kernel: 3,
            padding: 1)
    }

    /// `[B, H, W, latentChannels] -> [B, H · reduction, W · reduction, outputChannels]`.
    func callAsFunction(_ latents: Tensor) -> Tensor {
        var x = midBlock(first(latents))
        for block in blocks {
            for resnet in block.resnets { x = resnet(consume x) }
            if let upsampler = block.upsampler { x = upsampler(consume x) }
        }
        return lastNorm.then(last, x, silu: true)
    }
}
