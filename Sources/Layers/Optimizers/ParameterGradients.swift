import Tensors

/// Gradients of parameters by name: those of one backward pass, or the sum of several.
public struct ParameterGradients {
    public private(set) var values: [String: Tensor]

    /// None yet; to be added to.
    public init() { values = [:] }

    /// What a backward pass left at parameters that learn.
    public init(_ gradients: Gradients, of parameters: [Parameter]) {
        values = [:]
        for parameter in parameters { values[parameter.name] = gradients[parameter] }
    }

    public init(_ values: [String: Tensor]) { self.values = values }

    /// The gradient of a parameter; `nil` where it does not learn, or none flowed.
    public subscript(parameter: Parameter) -> Tensor? {
        parameter.isTrainable ? values[parameter.name] : nil
    }

    /// The sum with other gradients; one that is absent is zero.
    public mutating func add(_ other: ParameterGradients) {
        for (name, gradient) in other.values {
            values[name] = values[name].map { $0 + gradient } ?? gradient
        }
    }

    public func scaled(by factor: Float) -> ParameterGradients {
        factor == 1 ? self : ParameterGradients(values.mapValues { $0 * factor })
    }

    /// The Euclidean norm over all given parameters.
    public func norm(of parameters: [Parameter]) -> Float {
        var total = 0.0
        for parameter in parameters {
            if let gradient = self[parameter] { total += Double(gradient.sumOfSquares) }
        }
        return Float(total.squareRoot())
    }

    /// The same direction, scaled down where the norm over all parameters is larger than this.
    ///
    /// - Parameter norm: over the same parameters, from `norm(of:)`.
    public func clipped(norm: Float, to maximum: Float?) -> ParameterGradients {
        guard let maximum, norm > maximum else { return self }
        return scaled(by: maximum / norm)
    }
}
