import Layers
import Tensors

/// The reward model of the embedded world: how well a picture shows its caption.
///
/// A convolution tower reads the picture into 8x8 tokens; two causal layers write the caption word by word while
/// looking at them. The reward is `Σ log p(word | words before, picture)`: a captioner's likelihood, which is
/// learned far faster than a matching score from the same pictures.
public struct WorldReward: Reward {
    public struct Configuration: Sendable, Hashable, Codable {
        public var vocabulary: Int
        public var captionLength: Int
        public var channels: Int
        public var patchClasses: Int

        public init(vocabulary: Int, captionLength: Int, channels: Int = 96, patchClasses: Int) {
            self.vocabulary = vocabulary
            self.captionLength = captionLength
            self.channels = channels
            self.patchClasses = patchClasses
        }
    }

    public static let architecture = "world-captioner"

    /// Prefixes of the parameters that look at the picture; the others read and write captions.
    public static let pictureTower = ["conv_in.", "down.", "mid.", "token_norm.", "places."]

    public let configuration: Configuration

    private let stem: Convolution
    private let outer: ResidualBlock
    private let down: Convolution
    private let inner: [ResidualBlock]
    private let tokenNorm: LayerNorm
    private let places: Embedding
    private let words: Embedding
    private let positions: Embedding
    private let layers: [CaptionLayer]
    private let finalNorm: LayerNorm
    private let vocabulary: Linear
    private let patches: Linear

    public init(_ scope: ParameterScope, configuration: Configuration) {
        self.configuration = configuration
        let width = configuration.channels
        stem = Convolution(scope["conv_in"], inputs: 5, outputs: width / 2, kernel: 4, stride: 2, padding: 1)
        outer = ResidualBlock(scope["down"]["resnets"][0], channels: width / 2, embedding: nil)
        down = Convolution(
            scope["down"]["downsample"], inputs: width / 2, outputs: width, kernel: 4, stride: 2, padding: 1)
        inner = (0..<2).map { ResidualBlock(scope["mid"]["resnets"][$0], channels: width, embedding: nil) }
        tokenNorm = LayerNorm(scope["token_norm"], features: width)
        places = Embedding(scope["places"], entries: 64, features: width, deviation: 0.3)
        // One entry more than there are words: the start of a caption.
        words = Embedding(
            scope["words"], entries: configuration.vocabulary + 1, features: width, deviation: 0.5)
        positions = Embedding(
            scope["positions"], entries: configuration.captionLength, features: width, deviation: 0.5)
        layers = (0..<2).map { CaptionLayer(scope["layers"][$0], features: width) }
        finalNorm = LayerNorm(scope["norm"], features: width)
        vocabulary = Linear(scope["lm_head"], inputs: width, outputs: configuration.vocabulary)
        patches = Linear(scope["patch_head"], inputs: width, outputs: configuration.patchClasses)
    }

    /// The tokens of pictures, which several captions can be scored against: `[B, 64, width]`.
    ///
    /// - Parameter shift: added to all places of a picture before the inner blocks, `[B, width]`: what the tower is told
    ///   beside the picture, as the noise level of a Tweedie estimate.
    public func look(at pictures: Tensor, shift: Tensor? = nil) -> Tensor {
        var x = stem(withCoordinates(pictures))  // (B, 16, 16, width / 2)
        x = down(outer(x))  // (B, 8, 8, width)
        if let shift { x = x + shift.reshaped([x.shape[0], 1, 1, configuration.channels]) }
        for block in inner { x = block(x) }
        return tokenNorm(x.reshaped([x.shape[0], 64, configuration.channels]) + places.rows)
    }

    /// Logits of what each 4x4 patch shows: `[B · 64, classes]`. Trained beside the caption, as a dense signal.
    public func patchLogits(_ tokens: Tensor) -> Tensor {
        patches(tokens).reshaped([tokens.shape[0] * 64, configuration.patchClasses])
    }

    /// Log-likelihoods of captions: `[B, captions per picture]`.
    ///
    /// - Parameters:
    ///   - captions: for each picture, one after another, `captionsPerPicture` captions.
    ///   - tokens: from `look(at:)`.
    public func logLikelihoods(of captions: [Int32], captionsPerPicture: Int, tokens: Tensor) -> Tensor {
        let length = configuration.captionLength
        let (batch, width) = (tokens.shape[0], configuration.channels)
        let total = batch * captionsPerPicture
        precondition(captions.count == total * length, "\(captions.count) words for \(total) captions")
        var previous: [Int] = []
        previous.reserveCapacity(captions.count)
        for index in captions.indices {
            previous.append(index % length == 0 ? configuration.vocabulary : Int(captions[index - 1]))
        }
        var x = words(previous).reshaped([total, length, width]) + positions.rows
        for layer in layers { x = layer(x, tokens: tokens, captionsPerPicture: captionsPerPicture) }
        let logits = vocabulary(finalNorm(x))  // (B · captions, length, words)
        return -logits.crossEntropy(labels: captions).reshaped([batch, captionsPerPicture, length]).sum(
            axes: [2])
            .reshaped([batch, captionsPerPicture])
    }

    public func score(_ pictures: Tensor, captions: [Int32]) -> Tensor {
        logLikelihoods(of: captions, captionsPerPicture: 1, tokens: look(at: pictures))
            .reshaped([pictures.shape[0]])
    }

    /// Width of the tokens of the picture tower, as a `LevelEmbedding` for it must have.
    public var shiftFeatures: Int? { configuration.channels }

    public func score(_ pictures: Tensor, captions: [Int32], shift: Tensor?) -> Tensor {
        logLikelihoods(of: captions, captionsPerPicture: 1, tokens: look(at: pictures, shift: shift))
            .reshaped([pictures.shape[0]])
    }

    public func features(of pictures: Tensor) -> Tensor { look(at: pictures) }
}

/// One layer of the captioner: words among themselves, words to picture, feed-forward.
struct CaptionLayer {
    private let selfNorm: LayerNorm
    private let selfAttention: Attention
    private let pictureNorm: LayerNorm
    private let pictureAttention: Attention
    private let forwardNorm: LayerNorm
    private let expand: Linear
    private let contract: Linear

    init(_ scope: ParameterScope, features: Int) {
        selfNorm = LayerNorm(scope["norm1"], features: features)
        selfAttention = Attention(scope["attn1"], features: features, heads: 4, isCausal: true)
        pictureNorm = LayerNorm(scope["norm2"], features: features)
        pictureAttention = Attention(scope["attn2"], features: features, heads: 4)
        forwardNorm = LayerNorm(scope["norm3"], features: features)
        expand = Linear(scope["ff"]["in"], inputs: features, outputs: features * 3)
        contract = Linear(scope["ff"]["out"], inputs: features * 3, outputs: features)
    }

    /// Words `[B · captions, T, F]`, tokens `[B, 64, F]`. All captions of a picture form one sequence of queries
    /// to it, so that the picture's keys and values are computed once.
    func callAsFunction(_ input: Tensor, tokens: Tensor, captionsPerPicture: Int) -> Tensor {
        let (length, features) = (input.shape[1], input.shape[2])
        var x = input + selfAttention(selfNorm(input))
        let joined: Shape = [tokens.shape[0], captionsPerPicture * length, features]
        x = x + pictureAttention(pictureNorm(x).reshaped(joined), context: tokens).reshaped(input.shape)
        return x + contract(expand(forwardNorm(x)).gelu)
    }
}
