import Layers
import Tensors

/// Half the height and width by a 3x3 convolution of stride 2 (`Downsample2D`).
struct Downsampler {
    private let convolution: Convolution
    private let padsAfter: Bool

    /// - Parameter padding: zeros around; 0 stands for one row below and one column on the right, as the encoder of
    ///   the autoencoder has it.
    init(_ scope: ParameterScope, channels: Int, padding: Int) {
        convolution = Convolution(
            scope["conv"], inputs: channels, outputs: channels, kernel: 3, stride: 2, padding: padding)
        padsAfter = padding == 0
    }

    /// `[B, H, W, C]`, to half the size, rounded up where zeros are all around and down otherwise.
    func callAsFunction(_ input: Tensor) -> Tensor {
        convolution(padsAfter ? input.padded(bottom: 1, right: 1) : input)
    }
}
