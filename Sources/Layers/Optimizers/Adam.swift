import Tensors

/// Adam (arXiv 1412.6980), as `torch.optim.Adam` computes it: weight decay is a part of the gradient.
public struct Adam: Optimizer {
    private var inner: AdamW
    private let weightDecay: Float

    public var parameters: [Parameter] { inner.parameters }

    public init(
        _ parameters: [Parameter], beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8,
        weightDecay: Float = 0
    ) {
        inner = AdamW(parameters, beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: 0)
        self.weightDecay = weightDecay
    }

    public mutating func step(gradients: ParameterGradients, learningRate: Float) {
        inner.step(
            gradients: gradients.decayed(parameters, by: weightDecay), learningRate: learningRate)
    }

    public var state: [String: Tensor] { inner.state }

    public mutating func restore(_ state: [String: Tensor]) { inner.restore(state) }
}

extension ParameterGradients {
    /// With the gradient of half the squared norm of the parameters.
    func decayed(_ parameters: [Parameter], by weightDecay: Float) -> ParameterGradients {
        guard weightDecay != 0 else { return self }
        var result = self
        for parameter in parameters where self[parameter] != nil {
            result.add(ParameterGradients([parameter.name: parameter.value.detached * weightDecay]))
        }
        return result
    }
}
