import Tensors

/// Momentum whose matrix-shaped updates are made orthogonal by a Newton-Schulz iteration (Muon, Jordan 2024;
/// coefficients of the reference implementation).
public struct Muon: Optimizer {
    public let parameters: [Parameter]
    private let momentum: Float
    private var buffers: [String: Tensor] = [:]

    /// - Parameter parameters: matrices and convolutions only.
    public init(_ parameters: [Parameter], momentum: Float = 0.95) {
        precondition(parameters.allSatisfy { $0.role == .matrix || $0.role == .convolution })
        self.parameters = parameters
        self.momentum = momentum
    }

    public mutating func step(gradients: ParameterGradients, learningRate: Float) {
        for parameter in parameters {
            guard let gradient = gradients[parameter] else { continue }
            let shape = parameter.shape
            let buffer = (buffers[parameter.name] ?? .zeros(shape)) * momentum + gradient * (1 - momentum)
            buffers[parameter.name] = buffer
            let look = gradient * (1 - momentum) + buffer * momentum
            let (rows, columns) = (shape[0], shape.count / shape[0])
            let direction = Self.orthogonalized(look.reshaped([rows, columns])).reshaped(shape)
            let scale = max(1, Float(rows) / Float(columns)).squareRoot()
            parameter.update(parameter.value.detached - direction * (learningRate * scale))
        }
    }

    /// The nearest matrix with singular values around 1, by five steps of a quintic iteration.
    static func orthogonalized(_ matrix: Tensor) -> Tensor {
        let isTall = matrix.shape[0] > matrix.shape[1]
        var x = isTall ? matrix.transposed([1, 0]) : matrix
        x = x * (1 / (x.sumOfSquares.squareRoot() + 1e-7))
        for _ in 0..<5 {
            let a = x.matrixProduct(x, transposeRight: true)
            let b = a * -4.7750 + a.matrixProduct(a) * 2.0315
            x = x * 3.4445 + b.matrixProduct(x)
        }
        return isTall ? x.transposed([1, 0]) : x
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
