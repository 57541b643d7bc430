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
    ///
    /// - Parameter residual: added to the result, which takes its memory where nothing else refers to it.
    public func callAsFunction(_ input: Tensor, adding residual: consuming Tensor? = nil) -> Tensor {
        parameters.linear(input, adding: consume residual)
    }
}
