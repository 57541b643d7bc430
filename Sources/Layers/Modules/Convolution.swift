import Tensors

/// Two-dimensional convolution over NHWC pictures.
public struct Convolution {
    private let parameters: AdaptedWeight
    private let stride: Int
    private let padding: Int

    public init(
        _ scope: ParameterScope, inputs: Int, outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0,
        hasBias: Bool = true, initializer: Initializer? = nil
    ) {
        parameters = scope.weight(
            shape: [outputs, kernel, kernel, inputs], role: .convolution,
            initializer: initializer ?? .fanIn(inputs * kernel * kernel), hasBias: hasBias)
        self.stride = stride
        self.padding = padding
    }

    /// `[B, H, W, in] -> [B, H', W', out]`.
    public func callAsFunction(_ input: Tensor) -> Tensor {
        input.convolution(
            weight: parameters.weight, bias: parameters.biasValue, stride: stride, padding: padding)
    }
}
