import Layers
import Tensors

/// A larger picture by nearest neighbours and a 3x3 convolution (`Upsample2D`).
struct Upsampler {
    private let convolution: Convolution

    init(_ scope: ParameterScope, channels: Int) {
        convolution = Convolution(
            scope["conv"], inputs: channels, outputs: channels, kernel: 3, padding: 1)
    }

    /// `[B, H, W, C] -> [B, height, width, C]`; twice the size by default.
    func callAsFunction(_ input: consuming Tensor, height: Int? = nil, width: Int? = nil) -> Tensor {
        let (height, width) = (height ?? 2 * input.shape[1], width ?? 2 * input.shape[2])
        // Given up before the convolution, whose picture is the largest.
        let larger = (consume input).resizedNearest(height: height, width: width)
        return convolution(larger)
    }
}
