import Layers
import Tensors

/// The text encoder of BLIP (arXiv 2201.12086): BERT (arXiv 1810.04805) whose layers look at a picture, too.
struct BLIPTextModel {
    private let features: Int
    private let words: Embedding
    private let places: Embedding
    private let firstNorm: LayerNorm
    private let layers: [BLIPTextLayer]

    init(_ scope: ParameterScope, configuration: ImageReward.Configuration) {
        features = configuration.textFeatures
        let embeddings = scope["embeddings"]
        words = Embedding(
            embeddings["word_embeddings"], entries: configuration.vocabulary, features: features)
        places = Embedding(
            embeddings["position_embeddings"], entries: configuration.textPositions, features: features)
        firstNorm = LayerNorm(
            embeddings["LayerNorm"], features: features, epsilon: ImageReward.Configuration.textEpsilon)
        layers = (0..<configuration.textLayers).map {
            BLIPTextLayer(scope["encoder"]["layer"][$0], configuration: configuration)
        }
    }

    /// The states of the last layer: `[B, T, features]`.
    ///
    /// - Parameters:
    ///   - texts: tokens, all of one length T; one text for all pictures, or one for each.
    ///   - pictures: states of the picture tower, `[B, P, visionFeatures]`.
    func callAsFunction(_ texts: [[Int]], pictures: Tensor) -> Tensor {
        let length = texts[0].count
        let embedded = words(texts.flatMap { $0 }).reshaped([texts.count, length, features])
        var state = firstNorm(embedded + places(Array(0..<length)))
        for layer in layers { state = layer(consume state, pictures: pictures) }
        return state
    }
}

/// One layer: the words among themselves, the words to the picture, feed-forward. The norms follow the residuals.
struct BLIPTextLayer {
    private let attention: BERTAttention
    private let pictureAttention: BERTAttention
    private let expand: Linear
    private let contract: Linear
    private let lastNorm: LayerNorm

    init(_ scope: ParameterScope, configuration: ImageReward.Configuration) {
        let (features, heads) = (configuration.textFeatures, configuration.textHeads)
        attention = BERTAttention(
            scope["attention"], features: features, contextFeatures: features, heads: heads)
        pictureAttention = BERTAttention(
            scope["crossattention"], features: features, contextFeatures: configuration.visionFeatures,
            heads: heads)
        expand = Linear(
            scope["intermediate"]["dense"], inputs: features, outputs: configuration.textInnerFeatures)
        contract = Linear(
            scope["output"]["dense"], inputs: configuration.textInnerFeatures, outputs: features)
        lastNorm = LayerNorm(
            scope["output"]["LayerNorm"], features: features,
            epsilon: ImageReward.Configuration.textEpsilon)
    }

    /// `[B or 1, T, features]` to `[B, T, features]`: what is the same for all pictures is computed once.
    func callAsFunction(_ input: Tensor, pictures: Tensor) -> Tensor {
        var x = attention(input, context: input)
        let batch = pictures.shape[0]
        if x.shape[0] != batch { x = x.gathered(Array(repeating: 0, count: batch)) }
        x = pictureAttention(x, context: pictures)
        return lastNorm(contract(expand(x).gelu, adding: x))
    }
}

/// Multi-head attention with BERT's names: projections, the residual, then the norm.
struct BERTAttention {
    private let query: Linear
    private let key: Linear
    private let value: Linear
    private let output: Linear
    private let norm: LayerNorm
    private let heads: Int

    init(_ scope: ParameterScope, features: Int, contextFeatures: Int, heads: Int) {
        query = Linear(scope["self"]["query"], inputs: features, outputs: features)
        key = Linear(scope["self"]["key"], inputs: contextFeatures, outputs: features)
        value = Linear(scope["self"]["value"], inputs: contextFeatures, outputs: features)
        output = Linear(scope["output"]["dense"], inputs: features, outputs: features)
        norm = LayerNorm(
            scope["output"]["LayerNorm"], features: features,
            epsilon: ImageReward.Configuration.textEpsilon)
        self.heads = heads
    }

    /// `[B, T, features]`, looking at `[B, T', contextFeatures]`.
    func callAsFunction(_ input: Tensor, context: Tensor) -> Tensor {
        norm(
            output(
                query(input).attention(keys: key(context), values: value(context), heads: heads),
                adding: input))
    }
}
