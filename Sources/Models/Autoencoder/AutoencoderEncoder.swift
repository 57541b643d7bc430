import Layers
import Tensors

/// From pictures to means and logarithms of variances of latents (`Encoder` of diffusers).
struct AutoencoderEncoder {
    private let first: Convolution
    private let blocks: [(resnets: [ResnetBlock], downsampler: Downsampler?)]
    private let midBlock: AutoencoderMidBlock
    private let lastNorm: GroupNorm
    private let last: Convolution

    init(_ scope: ParameterScope, configuration: AutoencoderKL.Configuration) {
        let channels = configuration.blockChannels
        let groups = configuration.normGroups
        first = Convolution(
            scope["conv_in"], inputs: configuration.inputChannels, outputs: channels[0], kernel: 3, padding: 1
        )
        blocks = channels.indices.map { level in
            let block = scope["down_blocks"][level]
            let resnets = (0..<configuration.layersPerBlock).map {
                ResnetBlock(
                    block["resnets"][$0], inputs: $0 == 0 ? channels[max(level - 1, 0)] : channels[level],
                    outputs: channels[level], groups: groups, epsilon: AutoencoderKL.epsilon)
            }
            let isHalved = level < channels.count - 1
            return (
                resnets,
                isHalved
                    ? Downsampler(block["downsamplers"][0], channels: channels[level], padding: 0) : nil
            )
        }
        midBlock = AutoencoderMidBlock(
            scope["mid_block"], channels: channels.last!, groups: groups,
            hasAttention: configuration.hasMidAttention)
        lastNorm = GroupNorm(
            scope["conv_norm_out"], groups: groups, channels: channels.last!, epsilon: AutoencoderKL.epsilon)
        last = Convolution(
            scope["conv_out"], inputs: channels.last!, outputs: 2 * configuration.latentChannels, kernel: 3,
            padding: 1)
    }

    /// `[B, H, W, inputChannels] -> [B, H / reduction, W / reduction, 2 · latentChannels]`.
    func callAsFunction(_ pictures: Tensor) -> Tensor {
        var x = first(pictures)
        for block in blocks {
            for resnet in block.resnets { x = resnet(consume x) }
            if let downsampler = block.downsampler { x = downsampler(x) }
        }
        x = midBlock(consume x)
        return lastNorm.then(last, x, silu: true)
    }
}
