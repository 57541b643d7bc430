import Tensors

/// Adam with decoupled weight decay (arXiv 1711.05101), as `torch.optim.AdamW` computes it.
public struct AdamW: Optimizer {
    public let parameters: [Parameter]
    private let beta1: Float
    private let beta2: Float
    private let epsilon: Float
    private let weightDecay: Float
    /// Gradients are scaled down to this norm over all parameters.
    private let maximumNorm: Float?

    private var steps = 0
    private var moments: [String: (first: Tensor, second: Tensor)] = [:]

    public init(
        _ parameters: [Parameter], beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8,
        weightDecay: Float = 0.01, maximumNorm: Float? = nil
    ) {
        self.parameters = parameters
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.weightDecay = weightDecay
        self.maximumNorm = maximumNorm
    }

    public mutating func step(gradients: ParameterGradients, learningRate: Float) {
        steps += 1
        let gradients =
            maximumNorm == nil
            ? gradients : gradients.clipped(norm: gradients.norm(of: parameters), to: maximumNorm)
        for parameter in parameters {
            guard let gradient = gradients[parameter] else { continue }
            let shape = parameter.shape
            let old = moments[parameter.name] ?? (.zeros(shape), .zeros(shape))
            let updated = parameter.value.adamWUpdated(
                gradient: gradient, firstMoment: old.first, secondMoment: old.second,
                learningRate: learningRate,
                beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay, step: steps)
            moments[parameter.name] = (updated.firstMoment, updated.secondMoment)
            parameter.update(updated.value)
        }
    }

    public var state: [String: Tensor] {
        var state = ["steps": Tensor(Float(steps))]
        for (name, moment) in moments {
            state["first.\(name)"] = moment.first
            state["second.\(name)"] = moment.second
        }
        return state
    }

    public mutating func restore(_ state: [String: Tensor]) {
        steps = Int(state["steps"]?.scalar ?? 0)
        moments = [:]
        for parameter in parameters {
            if let first = state["first.\(parameter.name)"], let second = state["second.\(parameter.name)"] {
                moments[parameter.name] = (first, second)
            }
        }
    }
}
