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
    ///
    /// - Parameter residual: added to the result, which takes its memory where nothing else refers to it.
    public func callAsFunction(_ input: Tensor, adding residual: consuming Tensor? = nil) -> Tensor {
        parameters.convolution(
            input, stride: stride, padding: padding, normalization: nil, adding: consume residual)
    }

    /// The convolution of what a normalisation makes of the input.
    func callAsFunction(
        _ input: Tensor, normalization: GroupNormalization, adding residual: consuming Tensor?
    ) -> Tensor {
        parameters.convolution(
            input, stride: stride, padding: padding, normalization: normalization, adding: consume residual)
    }
}
