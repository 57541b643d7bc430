import Layers
import Tensors

/// The text tower of CLIP (arXiv 2103.00020), with the parameter names and the arithmetic of transformers'
/// `CLIPTextModel` and `CLIPTextModelWithProjection`.
///
/// Differentiable with respect to trainable and adapted parameters.
public struct CLIPTextModel {
    /// The class that wrote the configuration (`architectures`); with `WithProjection` behind it where there is one.
    public static let architecture = "CLIPTextModel"

    /// What the tower says of a text.
    public struct Output {
        /// After the last layer and the last norm: `[B, T, features]`; what SD 1.x and 2.x are conditioned on.
        public let hiddenState: Tensor
        /// Before the last layer, not normalised: `[B, T, features]`; what SDXL is conditioned on.
        public let penultimateState: Tensor
        /// `hiddenState` at the end of each text: `[B, features]`.
        public let pooled: Tensor
        /// The embedding, not normalised: `[B, projectionFeatures]`; `nil` without projection.
        public let embedding: Tensor?
    }

    public let configuration: Configuration

    private let tokens: Embedding
    private let positions: Embedding
    private let encoder: CLIPEncoder
    private let lastNorm: LayerNorm
    private let projection: Linear?

    public init(_ scope: ParameterScope, configuration: Configuration) {
        self.configuration = configuration
        let tower = scope["text_model"]
        tokens = Embedding(
            tower["embeddings"]["token_embedding"], entries: configuration.vocabulary,
            features: configuration.features)
        positions = Embedding(
            tower["embeddings"]["position_embedding"], entries: configuration.length,
            features: configuration.features)
        encoder = CLIPEncoder(tower["encoder"], sizes: configuration.encoder, isCausal: true)
        lastNorm = LayerNorm(
            tower["final_layer_norm"], features: configuration.features,
            epsilon: configuration.normEpsilon)
        projection = configuration.projectionFeatures.map {
            Linear(scope["text_projection"], inputs: configuration.features, outputs: $0, hasBias: false)
        }
    }

    /// - Parameters:
    ///   - texts: tokens of each text, all of one length, at most `configuration.length`.
    ///   - skipped: how many of the last layers the two states leave out, beyond what they say (`clip_skip`); at most
    ///     one less than there are layers. The pooled state and the embedding leave none out.
    public func callAsFunction(_ texts: [[Int]], skipped: Int = 0) -> Output {
        precondition(
            (0..<configuration.layers).contains(skipped),
            "CLIP: \(skipped) layers left out of \(configuration.layers)")
        let (batch, length, features) = (texts.count, texts.first?.count ?? 0, configuration.features)
        precondition(
            length > 0 && length <= configuration.length && texts.allSatisfy { $0.count == length },
            "CLIP: texts of \(texts.map(\.count)) tokens; all need one length of at most \(configuration.length)"
        )
        let embedded = tokens(texts.flatMap { $0 }).reshaped([batch, length, features])
        let states = encoder.lastStates(2 + skipped, of: embedded + positions(Array(0..<length)))
        let state = lastNorm(states.last!)
        let ends = texts.enumerated().map { $0.offset * length + end(of: $0.element) }
        let pooled = state.reshaped([batch * length, features]).gathered(ends)
        return Output(
            hiddenState: skipped == 0 ? state : lastNorm(states[states.count - 1 - skipped]),
            penultimateState: states[states.count - 2 - skipped], pooled: pooled,
            embedding: projection.map { $0(pooled) })
    }

    /// Where a text ends: at the first end token, or at the start if there is none, as in transformers.
    func end(of text: [Int]) -> Int {
        let token = configuration.endToken == 2 ? text.max() : configuration.endToken
        return text.firstIndex { $0 == token } ?? 0
    }
}
