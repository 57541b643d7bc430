import Layers
import Tensors

/// Transformer blocks over the positions of a feature map (`Transformer2DModel`).
struct SpatialTransformer {
    /// The layer that leads into the blocks, or out of them. Both kinds do the same; they differ in the shape of the
    /// weight.
    private enum Projection {
        case linear(Linear)
        case convolution(Convolution)

        init(_ scope: ParameterScope, channels: Int, isLinear: Bool) {
            self =
                isLinear
                ? .linear(Linear(scope, inputs: channels, outputs: channels))
                : .convolution(Convolution(scope, inputs: channels, outputs: channels, kernel: 1))
        }

        /// `[B, H, W, C]`, and what is added to the result.
        func callAsFunction(_ input: Tensor, adding residual: consuming Tensor? = nil) -> Tensor {
            switch self {
            case .linear(let layer): layer(input, adding: consume residual)
            case .convolution(let layer): layer(input, adding: consume residual)
            }
        }
    }

    private let norm: GroupNorm
    private let projectionIn: Projection
    private let blocks: [TransformerBlock]
    private let projectionOut: Projection

    init(
        _ scope: ParameterScope, channels: Int, contextFeatures: Int, heads: Int, layers: Int, groups: Int,
        usesLinearProjection: Bool
    ) {
        // This epsilon is a constant in diffusers, whatever the configuration says of the other norms.
        norm = GroupNorm(scope["norm"], groups: groups, channels: channels, epsilon: 1e-6)
        projectionIn = Projection(scope["proj_in"], channels: channels, isLinear: usesLinearProjection)
        blocks = (0..<layers).map {
            TransformerBlock(
                scope["transformer_blocks"][$0], features: channels, contextFeatures: contextFeatures,
                heads: heads)
        }
        projectionOut = Projection(scope["proj_out"], channels: channels, isLinear: usesLinearProjection)
    }

    /// `[B, H, W, C]`, and the text `[B, T, contextFeatures]`.
    func callAsFunction(_ input: consuming Tensor, text: Tensor) -> Tensor {
        let shape = input.shape
        let positions: Shape = [shape[0], shape[1] * shape[2], shape[3]]
        var x = projectionIn(norm(input)).reshaped(positions)  // (B, H · W, C)
        for block in blocks { x = block(consume x, text: text) }
        return projectionOut(x.reshaped(shape), adding: consume input)
    }
}
