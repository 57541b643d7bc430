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
    /// The Euclidean norm over all given parameters.
    public func norm(of parameters: [Parameter]) -> Float {
        var total = 0.0
        for parameter in parameters {
            if let gradient = self[parameter.value] { total += Double(gradient.sumOfSquares) }
        }
        return Float(total.squareRoot())
    }
}
