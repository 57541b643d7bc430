import Tensors

/// Changes parameters along their gradients. State is plain named arrays, so that training resumes to the same
/// bytes.
public protocol Optimizer {
    /// What it changes.
    var parameters: [Parameter] { get }

    /// One step; parameters without a gradient stay as they are.
    mutating func step(gradients: ParameterGradients, learningRate: Float)

    /// All state by name.
    var state: [String: Tensor] { get }

    /// Restores what `state` gave.
    mutating func restore(_ state: [String: Tensor])
}

extension Optimizer {
    /// One step along what a backward pass left.
    public mutating func step(gradients: Gradients, learningRate: Float) {
        step(gradients: ParameterGradients(gradients, of: parameters), learningRate: learningRate)
    }
}

extension Gradients {
    /// The gradient of a parameter; `nil` where it does not learn, or none flowed.
    public subscript(parameter: Parameter) -> Tensor? {
        parameter.isTrainable ? self[parameter.value] : nil
    }

    /// The Euclidean norm over all given parameters.
    public func norm(of parameters: [Parameter]) -> Float {
        ParameterGradients(self, of: parameters).norm(of: parameters)
    }
}
