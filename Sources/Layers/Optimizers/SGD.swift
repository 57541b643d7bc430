import Tensors

/// Gradient descent with momentum, as `torch.optim.SGD` computes it without dampening: `b = momentum · b + g`, and a
/// step along `b`, or along `g + momentum · b` in Nesterov's form.
public struct SGD: Optimizer {
    public let parameters: [Parameter]
    private let momentum: Float
    private let isNesterov: Bool
    private let weightDecay: Float
    private var buffers: [String: Tensor] = [:]

    public init(
        _ parameters: [Parameter], momentum: Float = 0.9, isNesterov: Bool = false, weightDecay: Float = 0
    ) {
        self.parameters = parameters
        self.momentum = momentum
        self.isNesterov = isNesterov
        self.weightDecay = weightDecay
    }

    public mutating func step(gradients: ParameterGradients, learningRate: Float) {
        let gradients = gradients.decayed(parameters, by: weightDecay)
        for parameter in parameters {
            guard let gradient = gradients[parameter] else { continue }
            var direction = gradient
            if momentum != 0 {
                let buffer = buffers[parameter.name].map { $0 * momentum + gradient } ?? gradient
                buffers[parameter.name] = buffer
                direction = isNesterov ? gradient + buffer * momentum : buffer
            }
            parameter.update(parameter.value.detached - direction * learningRate)
        }
    }

    public var state: [String: Tensor] {
        Dictionary(uniqueKeysWithValues: buffers.map { ("momentum.\($0.key)", $0.value) })
    }

    public mutating func restore(_ state: [String: Tensor]) {
        buffers = [:]
        for parameter in parameters {
            if let buffer = state["momentum.\(parameter.name)"] { buffers[parameter.name] = buffer }
        }
    }
}
