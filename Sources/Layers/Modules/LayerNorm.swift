import Tensors

/// Layer normalisation over the last axis with learned gain and offset.
public struct LayerNorm {
    private let gamma: Parameter
    private let beta: Parameter
    private let epsilon: Float

    /// - Parameter epsilon: added to the variance.
    public init(_ scope: ParameterScope, features: Int, epsilon: Float = 1e-5) {
        gamma = scope.parameter("weight", shape: [features], role: .vector, initializer: .ones)
        beta = scope.parameter("bias", shape: [features], role: .vector, initializer: .zeros)
        self.epsilon = epsilon
    }

    public func callAsFunction(_ input: Tensor) -> Tensor {
        input.layerNorm(gamma: gamma.value, beta: beta.value, epsilon: epsilon)
    }
}
