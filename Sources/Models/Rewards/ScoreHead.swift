import Layers
import Tensors

/// Linear layers that make one number of features, without activations between them: what ImageReward and the LAION
/// aesthetic predictor end with. Dropout stood between them in training, hence the gaps in the numbering.
public struct ScoreHead {
    /// Widths of the layers of both, without the last, which is 1.
    public static let widths = [1024, 128, 64, 16]

    private let layers: [Linear]

    /// - Parameter scope: of `layers.0` and so on.
    init(_ scope: ParameterScope, inputs: Int, widths: [Int]) {
        // 0, 2, 4, then 6 and 7: no dropout in front of the last layer.
        let last = widths.count
        layers = zip([inputs] + widths, widths + [1]).enumerated().map { position, sizes in
            let index = position == last && last > 0 ? 2 * last - 1 : 2 * position
            return Linear(scope["layers"][index], inputs: sizes.0, outputs: sizes.1)
        }
    }

    /// The layer alone that the scope is of.
    init(single scope: ParameterScope, inputs: Int) {
        layers = [Linear(scope, inputs: inputs, outputs: 1)]
    }

    /// `[B, inputs] -> [B]`.
    func callAsFunction(_ input: Tensor) -> Tensor {
        var x = input
        for layer in layers { x = layer(x) }
        return x.reshaped([input.shape[0]])
    }
}
