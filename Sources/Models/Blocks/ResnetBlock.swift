import Layers
import Tensors

/// The residual block of diffusers (`ResnetBlock2D`): group norm, SiLU and a 3x3 convolution, twice; the time
/// embedding is added between the two.
struct ResnetBlock {
    private let firstNorm: GroupNorm
    private let firstConvolution: Convolution
    private let timeProjection: Linear?
    private let secondNorm: GroupNorm
    private let secondConvolution: Convolution
    private let shortcut: Convolution?

    /// - Parameter embedding: width of the time embedding; `nil` for a block without one.
    init(
        _ scope: ParameterScope, inputs: Int, outputs: Int, embedding: Int? = nil, groups: Int,
        epsilon: Float
    ) {
        firstNorm = GroupNorm(scope["norm1"], groups: groups, channels: inputs, epsilon: epsilon)
        firstConvolution = Convolution(
            scope["conv1"], inputs: inputs, outputs: outputs, kernel: 3, padding: 1)
        timeProjection = embedding.map { Linear(scope["time_emb_proj"], inputs: $0, outputs: outputs) }
        secondNorm = GroupNorm(scope["norm2"], groups: groups, channels: outputs, epsilon: epsilon)
        secondConvolution = Convolution(
            scope["conv2"], inputs: outputs, outputs: outputs, kernel: 3, padding: 1)
        shortcut =
            inputs == outputs
            ? nil : Convolution(scope["conv_shortcut"], inputs: inputs, outputs: outputs, kernel: 1)
    }

    /// `[B, H, W, inputs] -> [B, H, W, outputs]`; the input's memory becomes the result's where it can.
    ///
    /// - Parameter embedding: the time embedding after its SiLU, which all blocks share: `[B, E]`.
    func callAsFunction(_ input: consuming Tensor, embedding: Tensor? = nil) -> Tensor {
        var x = firstNorm.then(firstConvolution, input, silu: true)
        if let timeProjection, let embedding {
            let time = timeProjection(embedding)  // (B, outputs)
            x = (consume x) + time.reshaped([time.shape[0], 1, 1, time.shape[1]])
        }
        let residual: Tensor
        if let shortcut { residual = shortcut(input) } else { residual = consume input }
        return secondNorm.then(secondConvolution, x, silu: true, adding: consume residual)
    }
}
