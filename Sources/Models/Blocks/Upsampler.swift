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
    func callAsFunction(_ input: Tensor, height: Int? = nil, width: Int? = nil) -> Tensor {
        convolution(
            input.resizedNearest(height: height ?? 2 * input.shape[1], width: width ?? 2 * input.shape[2]))
    }
}
