import Layers
import Tensors

/// The transformer that CLIP's two towers have in common (arXiv 2103.00020).
struct CLIPEncoder {
    /// Its sizes.
    struct Sizes {
        let features: Int
        let innerFeatures: Int
        let layers: Int
        let heads: Int
        let activation: CLIPActivation
        let epsilon: Float
    }

    private let layers: [CLIPEncoderLayer]
    private let recomputes: Bool

    /// - Parameter recomputes: whether a backward pass computes each layer again instead of keeping what is inside.
    init(_ scope: ParameterScope, sizes: Sizes, isCausal: Bool, recomputes: Bool = false) {
        self.recomputes = recomputes
        layers = (0..<sizes.layers).map {
            CLIPEncoderLayer(scope["layers"][$0], sizes: sizes, isCausal: isCausal)
        }
    }

    /// `[B, T, features]`.
    func callAsFunction(_ input: consuming Tensor) -> Tensor {
        var x = consume input
        for layer in layers {
            if recomputes {
                x = recomputed { [x] in layer(x) }
            } else {
                x = layer(consume x)
            }
        }
        return x
    }

    /// The input and the result of each layer; only the wanted ones stay in memory.
    ///
    /// - Parameter count: how many of the last results to keep, the last one being the last element.
    func lastStates(_ count: Int, of input: Tensor) -> [Tensor] {
        var states = [input]
        for layer in layers {
            states.append(layer(states.last!))
            if states.count > count { states.removeFirst() }
        }
        return states
    }
}
