import Layers
import Tensors

/// The text-conditioned U-Net of the embedded world: 32x32 RGB, velocity prediction.
///
/// 2 M parameters. 16x16x64 and 8x8x128 feature maps; the caption's words are attended to at both, its pooled
/// vector is added to the time embedding.
public struct WorldGenerator: Denoiser {
    /// Sizes of the architecture, as a checkpoint's metadata records them.
    public struct Configuration: Sendable, Hashable, Codable {
        public var vocabulary: Int
        public var captionLength: Int
        public var wordFeatures: Int
        public var embedding: Int
        public var channels: Int

        public init(
            vocabulary: Int, captionLength: Int, wordFeatures: Int = 64, embedding: Int = 192,
            channels: Int = 64
        ) {
            self.vocabulary = vocabulary
            self.captionLength = captionLength
            self.wordFeatures = wordFeatures
            self.embedding = embedding
            self.channels = channels
        }
    }

    /// Name in a checkpoint's metadata.
    public static let architecture = "world-unet"

    public let configuration: Configuration

    private let textEncoder: WorldTextEncoder
    private let pooled: Linear
    private let timeIn: Linear
    private let timeOut: Linear
    private let stem: Convolution
    private let outerIn: ResidualBlock
    private let outerInAttention: MapAttention
    private let down: Convolution
    private let inner: [ResidualBlock]
    private let innerAttention: [MapAttention]
    private let up: Convolution
    private let outerOut: [ResidualBlock]
    private let outerOutAttention: [MapAttention]
    private let lastNorm: GroupNorm
    private let last: Convolution

    public init(_ scope: ParameterScope, configuration: Configuration) {
        self.configuration = configuration
        let (small, large, words) = (
            configuration.channels, configuration.channels * 2, configuration.wordFeatures
        )
        let embedding = configuration.embedding
        textEncoder = WorldTextEncoder(
            scope["text_encoder"], vocabulary: configuration.vocabulary, length: configuration.captionLength,
            features: words)
        pooled = Linear(scope["text_proj"], inputs: words * configuration.captionLength, outputs: embedding)
        timeIn = Linear(scope["time_embedding"]["linear_1"], inputs: Self.timeFeatures, outputs: embedding)
        timeOut = Linear(scope["time_embedding"]["linear_2"], inputs: embedding, outputs: embedding)
        stem = Convolution(scope["conv_in"], inputs: 5, outputs: small, kernel: 4, stride: 2, padding: 1)
        func residual(_ name: String, _ index: Int, _ channels: Int) -> ResidualBlock {
            ResidualBlock(scope[name]["resnets"][index], channels: channels, embedding: embedding)
        }
        func attention(_ name: String, _ index: Int, _ channels: Int, itself: Bool) -> MapAttention {
            MapAttention(
                scope[name]["attentions"][index], channels: channels, words: words, heads: 4,
                attendsToItself: itself)
        }
        outerIn = residual("down", 0, small)
        outerInAttention = attention("down", 0, small, itself: false)
        down = Convolution(
            scope["down"]["downsample"], inputs: small, outputs: large, kernel: 4, stride: 2, padding: 1)
        inner = (0..<3).map { residual("mid", $0, large) }
        innerAttention = (0..<2).map { attention("mid", $0, large, itself: true) }
        up = Convolution(scope["up"]["upsample"], inputs: large, outputs: 4 * small, kernel: 1)
        outerOut = (0..<2).map { residual("up", $0, small) }
        outerOutAttention = (0..<2).map { attention("up", $0, small, itself: false) }
        lastNorm = GroupNorm(scope["conv_norm_out"], groups: 8, channels: small)
        last = Convolution(
            scope["conv_out"], inputs: small, outputs: 12, kernel: 3, padding: 1, initializer: .zeros)
    }

    /// Width of the sinusoidal time features.
    private static let timeFeatures = 64

    public var pictureShape: Shape { [32, 32, 3] }

    public func encode(_ tokens: [Int32]) -> Tensor { textEncoder(tokens) }

    public func velocity(_ noisy: Tensor, times: [Float], conditioning words: Tensor) -> Tensor {
        let batch = noisy.shape[0]
        let flat = words.reshaped([batch, configuration.wordFeatures * configuration.captionLength])
        let time = timeOut(timeIn(Self.sinusoids(times)).silu)
        let embedding = (time + pooled(flat)).silu  // (B, E)

        var x = stem(withCoordinates(noisy))  // (B, 16, 16, 64)
        x = outerInAttention(outerIn(x, embedding: embedding), words: words)
        let skip = x
        x = down(x)  // (B, 8, 8, 128)
        for index in inner.indices {
            x = inner[index](x, embedding: embedding)
            if index < innerAttention.count { x = innerAttention[index](x, words: words) }
        }
        x = up(x).depthToSpace(2) + skip  // (B, 16, 16, 64)
        for index in outerOut.indices {
            x = outerOutAttention[index](outerOut[index](x, embedding: embedding), words: words)
        }
        return last(lastNorm(x, silu: true)).depthToSpace(2)  // (B, 32, 32, 3)
    }

    /// Sines and cosines of the time in [0, 1] at frequencies from 1 to 1000: `[B, 64]`.
    private static func sinusoids(_ times: [Float]) -> Tensor {
        let half = timeFeatures / 2
        let phases = Tensor(shape: [times.count, half]) { buffer in
            for (row, time) in times.enumerated() {
                for column in 0..<half { buffer[row * half + column] = time * frequencies[column] }
            }
        }
        return .concatenated([phases.cosine, phases.sine], axis: 1)
    }

    /// A geometric series, made by multiplication alone so that it is the same on every platform.
    private static let frequencies: [Float] = {
        let ratio = 1.2496091412919  // 1000^(1/31)
        var values: [Float] = []
        var value = 1.0
        for _ in 0..<(timeFeatures / 2) {
            values.append(Float(value))
            value *= ratio
        }
        return values
    }()
}
