import Tensors

/// Changes parameters along their gradients. State is plain named arrays, so that training resumes to the same
/// bytes.
public protocol Optimizer {
    /// One step; parameters without a gradient stay as they are.
    mutating func step(gradients: Gradients, learningRate: Float)

    /// All state by name.
    var state: [String: Tensor] { get }

    /// Restores what `state` gave.
    mutating func restore(_ state: [String: Tensor])
}

extension Gradients {
    /// The gradient of a parameter; `nil` where it does not learn, or none flowed.
    public subscript(parameter: Parameter) -> Tensor? {
        parameter.isTrainable ? self[parameter.value] : nil
    }

    /// The Euclidean norm over all given parameters.
    public func norm(of parameters: [Parameter]) -> Float {
        var total = 0.0
        for parameter in parameters {
            if let gradient = self[parameter] { total += Double(gradient.sumOfSquares) }
        }
        return Float(total.squareRoot())
    }
}
