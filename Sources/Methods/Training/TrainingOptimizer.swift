import Layers
import Tensors

/// The optimizers that a training along rewards may use.
enum TrainingOptimizer {
    /// Is handed one gradient a step.
    case gradient(any Optimizer)
    /// Evaluates the loss itself.
    case lineSearch(LBFGS)

    init(_ parameters: [Parameter], options: PostTrainingOptions) {
        switch options.algorithm {
        case .adamW:
            self = .gradient(
                AdamW(parameters, beta1: 0.9, beta2: 0.99, weightDecay: options.weightDecay))
        case .adam:
            self = .gradient(
                Adam(parameters, beta1: 0.9, beta2: 0.99, weightDecay: options.weightDecay))
        case .sgd:
            self = .gradient(
                SGD(
                    parameters, momentum: options.momentum, isNesterov: options.isNesterov,
                    weightDecay: options.weightDecay))
        case .lbfgs: self = .lineSearch(LBFGS(parameters))
        }
    }

    var state: [String: Tensor] {
        switch self {
        case .gradient(let optimizer): optimizer.state
        case .lineSearch(let search): search.state
        }
    }

    mutating func restore(_ state: [String: Tensor]) {
        switch self {
        case .gradient(var optimizer):
            optimizer.restore(state)
            self = .gradient(optimizer)
        case .lineSearch(var search):
            search.restore(state)
            self = .lineSearch(search)
        }
    }
}
