import Tensors

/// `x Wᵀ + b` over the last axis.
public struct Linear {
    private let parameters: AdaptedWeight

    public init(
        _ scope: ParameterScope, inputs: Int, outputs: Int, hasBias: Bool = true,
        initializer: Initializer? = nil
    ) {
        parameters = scope.weight(
            shape: [outputs, inputs], role: .matrix, initializer: initializer ?? .fanIn(inputs),
            hasBias: hasBias)
    }

    /// `[..., in] -> [..., out]`.
    public func callAsFunction(_ input: Tensor) -> Tensor {
        input.linear(weight: parameters.weight, bias: parameters.biasValue)
    }
}
