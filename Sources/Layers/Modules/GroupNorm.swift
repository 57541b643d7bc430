import Tensors

/// Group normalisation with learned gain and offset.
public struct GroupNorm {
    private let gamma: Parameter
    private let beta: Parameter
    private let groups: Int
    private let epsilon: Float

    /// - Parameter epsilon: added to the variance.
    public init(_ scope: ParameterScope, groups: Int, channels: Int, epsilon: Float = 1e-5) {
        gamma = scope.parameter("weight", shape: [channels], role: .vector, initializer: .ones)
        beta = scope.parameter("bias", shape: [channels], role: .vector, initializer: .zeros)
        self.groups = groups
        self.epsilon = epsilon
    }

    /// `[B, ..., C]`; `scale` and `shift` (`[B, C]`) modulate each sample before the optional SiLU.
    public func callAsFunction(
        _ input: Tensor, scale: Tensor? = nil, shift: Tensor? = nil, silu: Bool = false
    ) -> Tensor {
        normalization(scale: scale, shift: shift, silu: silu)(input)
    }

    /// The normalisation, then a convolution: `convolution(norm(input, silu: silu))`, but without a normalised copy
    /// of the input unless a gradient needs it.
    ///
    /// - Parameter residual: added to the result, which takes its memory where nothing else refers to it.
    public func then(
        _ convolution: Convolution, _ input: Tensor, scale: Tensor? = nil, shift: Tensor? = nil,
        silu: Bool = false, adding residual: consuming Tensor? = nil
    ) -> Tensor {
        convolution(
            input, normalization: normalization(scale: scale, shift: shift, silu: silu),
            adding: consume residual)
    }

    private func normalization(scale: Tensor?, shift: Tensor?, silu: Bool) -> GroupNormalization {
        GroupNormalization(
            groups: groups, gamma: gamma.value, beta: beta.value, scale: scale, shift: shift, silu: silu,
            epsilon: epsilon)
    }
}
