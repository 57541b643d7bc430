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
        input.groupNorm(
            groups: groups, gamma: gamma.value, beta: beta.value, scale: scale, shift: shift, silu: silu,
            epsilon: epsilon)
    }
}
