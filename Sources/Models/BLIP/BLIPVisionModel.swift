import Layers
import Tensors

/// The picture tower of BLIP (arXiv 2201.12086): a vision transformer (arXiv 2010.11929) with a class token.
///
/// Its blocks compute what CLIP's do, so they are CLIP's; the weights of queries, keys and values, one array in BLIP's
/// files, are three here.
struct BLIPVisionModel {
    private let features: Int
    private let classToken: Parameter
    private let places: Parameter
    private let patches: Convolution
    private let encoder: CLIPEncoder
    private let lastNorm: LayerNorm

    init(_ scope: ParameterScope, configuration: ImageReward.Configuration, recomputesLayers: Bool) {
        features = configuration.visionFeatures
        let side = configuration.imageSize / configuration.patchSize
        classToken = scope.parameter(
            "cls_token", shape: [1, 1, features], role: .vector, initializer: .normal(0.02))
        places = scope.parameter(
            "pos_embed", shape: [1, side * side + 1, features], role: .embedding, initializer: .normal(0.02))
        patches = Convolution(
            scope["patch_embed"]["proj"], inputs: 3, outputs: features, kernel: configuration.patchSize,
            stride: configuration.patchSize)
        encoder = CLIPEncoder(
            scope, sizes: configuration.vision, isCausal: false, recomputes: recomputesLayers)
        lastNorm = LayerNorm(
            scope["norm"], features: features, epsilon: ImageReward.Configuration.visionEpsilon)
    }

    /// The class token, then the patches row by row: `[B, 1 + patches, features]`.
    ///
    /// - Parameters:
    ///   - pictures: `[B, imageSize, imageSize, 3]`, normalised.
    ///   - shift: added to all tokens of a picture before the first layer, `[B, features]`.
    func callAsFunction(_ pictures: Tensor, shift: Tensor?) -> Tensor {
        let batch = pictures.shape[0]
        let patches = self.patches(pictures)  // (B, side, side, features)
        let count = patches.shape[1] * patches.shape[2]
        let first = classToken.value.gathered(Array(repeating: 0, count: batch))  // (B, 1, features)
        var state =
            Tensor.concatenated([first, patches.reshaped([batch, count, features])], axis: 1) + places.value
        if let shift { state = state + shift.reshaped([batch, 1, features]) }
        return lastNorm(encoder(state))
    }
}
