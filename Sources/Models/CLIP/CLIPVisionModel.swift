import Layers
import Tensors

/// The picture tower of CLIP (arXiv 2103.00020), with the parameter names and the arithmetic of transformers'
/// `CLIPVisionModel` and `CLIPVisionModelWithProjection`.
///
/// Differentiable with respect to pictures.
public struct CLIPVisionModel {
    /// The class that wrote the configuration (`architectures`); with `WithProjection` behind it where there is one.
    public static let architecture = "CLIPVisionModel"

    /// What the tower says of a picture.
    public struct Output {
        /// `[B, 1 + patches, features]`: the class token, then the patches row by row.
        public let hiddenState: Tensor
        /// The class token after the last norm: `[B, features]`.
        public let pooled: Tensor
        /// The embedding, not normalised: `[B, projectionFeatures]`; `nil` without projection.
        public let embedding: Tensor?
    }

    public let configuration: Configuration

    private let classToken: Parameter
    private let patches: Convolution
    private let positions: Embedding
    private let firstNorm: LayerNorm
    private let encoder: CLIPEncoder
    private let lastNorm: LayerNorm
    private let projection: Linear?

    /// - Parameter recomputesLayers: whether a backward pass computes the inside of each layer again instead of keeping
    ///   it: a fraction of the memory for the time of one more forward.
    public init(
        _ scope: ParameterScope, configuration: Configuration, recomputesLayers: Bool = false
    ) {
        self.configuration = configuration
        let features = configuration.features
        let side = configuration.imageSize / configuration.patchSize
        let tower = scope["vision_model"]
        let embeddings = tower["embeddings"]
        classToken = embeddings.parameter(
            "class_embedding", shape: [features], role: .vector, initializer: .normal(0.02))
        patches = Convolution(
            embeddings["patch_embedding"], inputs: configuration.channels, outputs: features,
            kernel: configuration.patchSize, stride: configuration.patchSize, hasBias: false)
        positions = Embedding(
            embeddings["position_embedding"], entries: side * side + 1, features: features)
        // The name is misspelt in transformers.
        firstNorm = LayerNorm(
            tower["pre_layrnorm"], features: features, epsilon: configuration.normEpsilon)
        encoder = CLIPEncoder(
            tower["encoder"], sizes: configuration.encoder, isCausal: false, recomputes: recomputesLayers)
        lastNorm = LayerNorm(
            tower["post_layernorm"], features: features, epsilon: configuration.normEpsilon)
        projection = configuration.projectionFeatures.map {
            Linear(scope["visual_projection"], inputs: features, outputs: $0, hasBias: false)
        }
    }

    /// - Parameters:
    ///   - pictures: `[B, imageSize, imageSize, channels]`, normalised by CLIP's mean and deviation.
    ///   - shift: added to all tokens of a picture before the first layer, `[B, features]`: what the tower is told
    ///     beside the picture, as the noise level of a Tweedie estimate.
    public func callAsFunction(_ pictures: Tensor, shift: Tensor? = nil) -> Output {
        let (batch, size, features) = (pictures.shape[0], configuration.imageSize, configuration.features)
        precondition(
            pictures.shape == [batch, size, size, configuration.channels],
            "CLIP: pictures \(pictures.shape) for a tower of \(size) x \(size)")
        let patches = self.patches(pictures)  // (B, side, side, features)
        let count = patches.shape[1] * patches.shape[2]
        let tokens = Tensor.concatenated(
            [classTokens(batch), patches.reshaped([batch, count, features])], axis: 1)
        var state = firstNorm(tokens + positions.rows)
        if let shift { state = state + shift.reshaped([batch, 1, features]) }
        state = encoder(state)
        let pooled = lastNorm(state.sliced(axis: 1, 0..<1).reshaped([batch, features]))
        return Output(hiddenState: state, pooled: pooled, embedding: projection.map { $0(pooled) })
    }

    /// The class token in front of each picture: `[B, 1, features]`.
    private func classTokens(_ batch: Int) -> Tensor {
        classToken.value.reshaped([1, 1, configuration.features])
            .gathered(Array(repeating: 0, count: batch))
    }
}
