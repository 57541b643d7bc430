import Layers
import Tensors

/// A residual block of a U-Net: two 3x3 convolutions, modulated by the embedding of time and caption.
struct ResidualBlock {
    private let firstNorm: GroupNorm
    private let firstConvolution: Convolution
    private let modulation: Linear?
    private let secondNorm: GroupNorm
    private let secondConvolution: Convolution

    /// - Parameter embedding: width of the embedding; `nil` for a block without one.
    init(_ scope: ParameterScope, channels: Int, embedding: Int?) {
        firstNorm = GroupNorm(scope["norm1"], groups: 8, channels: channels)
        firstConvolution = Convolution(
            scope["conv1"], inputs: channels, outputs: channels, kernel: 3, padding: 1)
        modulation = embedding.map {
            Linear(scope["time_emb_proj"], inputs: $0, outputs: 2 * channels, initializer: .zeros)
        }
        secondNorm = GroupNorm(scope["norm2"], groups: 8, channels: channels)
        secondConvolution = Convolution(
            scope["conv2"], inputs: channels, outputs: channels, kernel: 3, padding: 1, initializer: .zeros)
    }

    /// `[B, H, W, C]`, and the activated embedding `[B, E]`.
    func callAsFunction(_ input: Tensor, embedding: Tensor? = nil) -> Tensor {
        var x = firstConvolution(firstNorm(input, silu: true))
        if let modulation, let embedding {
            let both = modulation(embedding)  // (B, 2 C)
            let channels = both.shape[1] / 2
            x = secondNorm(
                x, scale: both.sliced(axis: 1, 0..<channels),
                shift: both.sliced(axis: 1, channels..<2 * channels),
                silu: true)
        } else {
            x = secondNorm(x, silu: true)
        }
        return input + secondConvolution(x)
    }
}

/// Attention over the positions of a feature map, then over the words of the caption, as residuals.
struct MapAttention {
    private let selfNorm: GroupNorm?
    private let selfAttention: Attention?
    private let wordNorm: GroupNorm
    private let wordAttention: Attention

    init(_ scope: ParameterScope, channels: Int, words: Int, heads: Int, attendsToItself: Bool) {
        selfNorm = attendsToItself ? GroupNorm(scope["norm1"], groups: 8, channels: channels) : nil
        selfAttention =
            attendsToItself
            ? Attention(scope["attn1"], features: channels, heads: heads, startsAtZero: true) : nil
        wordNorm = GroupNorm(scope["norm2"], groups: 8, channels: channels)
        wordAttention = Attention(
            scope["attn2"], features: channels, contextFeatures: words, heads: heads, startsAtZero: true)
    }

    /// `[B, H, W, C]` and `[B, T, words]`.
    func callAsFunction(_ input: Tensor, words: Tensor) -> Tensor {
        let sequence: Shape = [input.shape[0], input.shape[1] * input.shape[2], input.shape[3]]
        var x = input.reshaped(sequence)
        if let selfNorm, let selfAttention {
            let said = selfAttention(selfNorm(x))
            x = x + (AttentionVisitor.current?(said) ?? said)
        }
        let read = wordAttention(wordNorm(x), context: words)
        x = x + (AttentionVisitor.current?(read) ?? read)
        return x.reshaped(input.shape)
    }
}

/// Pictures with two more channels that hold each pixel's place, from -1 to 1: convolutions alone cannot tell
/// left from right.
func withCoordinates(_ pictures: Tensor) -> Tensor {
    let (batch, height, width) = (pictures.shape[0], pictures.shape[1], pictures.shape[2])
    let places = Tensor(shape: [batch, height, width, 2]) { buffer in
        var index = 0
        for _ in 0..<batch {
            for row in 0..<height {
                for column in 0..<width {
                    buffer[index] = (Float(column) + 0.5) / Float(width) * 2 - 1
                    buffer[index + 1] = (Float(row) + 0.5) / Float(height) * 2 - 1
                    index += 2
                }
            }
        }
    }
    return .concatenated([pictures, places], axis: 3)
}
