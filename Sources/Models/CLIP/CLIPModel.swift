import Layers
import Tensors

/// Both towers of CLIP (arXiv 2103.00020) in one checkpoint, with the parameter names and the arithmetic of
/// transformers' `CLIPModel`.
///
/// Differentiable with respect to pictures and to trainable or adapted parameters.
public struct CLIPModel {
    /// The class that wrote the configuration (`architectures`).
    public static let architecture = "CLIPModel"

    public let configuration: Configuration
    public let text: CLIPTextModel
    public let vision: CLIPVisionModel
    private let logitScale: Parameter

    /// - Parameter recomputesLayers: see `CLIPVisionModel`.
    public init(
        _ scope: ParameterScope, configuration: Configuration, recomputesLayers: Bool = false
    ) {
        self.configuration = configuration
        text = CLIPTextModel(scope, configuration: configuration.text)
        vision = CLIPVisionModel(
            scope, configuration: configuration.vision, recomputesLayers: recomputesLayers)
        logitScale = scope.parameter("logit_scale", shape: [], role: .vector, initializer: .ones)
    }

    /// The factor of cosines, `exp(logit_scale)`: a scalar, 100 in most models after training.
    public var scale: Tensor { logitScale.value.exponential }

    /// Embeddings of length one: `[B, projectionFeatures]`.
    ///
    /// - Parameters:
    ///   - pictures: `[B, imageSize, imageSize, channels]`, normalised by CLIP's mean and deviation.
    ///   - shift: see `CLIPVisionModel`.
    public func pictureEmbeddings(_ pictures: Tensor, shift: Tensor? = nil) throws(ModelInputError) -> Tensor
    {
        try vision.check(pictures.shape)
        return vision(pictures, shift: shift).embedding!.unitRows
    }

    /// Embeddings of length one: `[texts, projectionFeatures]`.
    ///
    /// What follows the end of a text changes nothing and is not computed; texts of one length run together. So a
    /// text gives the same bytes in any company, padded or not.
    ///
    /// - Parameter texts: tokens of each text with its start and end; at most `configuration.text.length`.
    public func textEmbeddings(_ texts: [[Int]]) throws(ModelInputError) -> Tensor {
        try text.check(texts)
        guard !texts.isEmpty else { return .zeros([0, configuration.projectionFeatures]) }
        return TextGroups(texts.map { Array($0[...text.end(of: $0)]) }).joined { group in
            text(group.texts).embedding!.unitRows
        }
    }
}

extension Tensor {
    /// Rows of the last axis, each divided by its Euclidean length.
    var unitRows: Tensor { self / squared.sum(axes: [-1]).squareRoot }
}
