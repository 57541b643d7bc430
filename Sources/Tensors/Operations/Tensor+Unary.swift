import Kernels

extension Tensor {
    /// x · sigmoid(x).
    public var silu: Tensor { unary(.silu) }
    /// x · Φ(x), the exact form by the error function.
    public var gelu: Tensor { unary(.gelu) }
    /// The tanh approximation of `gelu`.
    public var geluTanh: Tensor { unary(.geluTanh) }
    /// x · sigmoid(1.702 x), as in OpenAI's CLIP.
    public var quickGelu: Tensor { unary(.quickGelu) }
    public var relu: Tensor { unary(.relu) }
    public var tanh: Tensor { unary(.tanh) }
    public var sigmoid: Tensor { unary(.sigmoid) }
    public var exponential: Tensor { unary(.exp) }
    /// Natural logarithm.
    public var logarithm: Tensor { unary(.log) }
    public var squareRoot: Tensor { unary(.sqrt) }
    public var squared: Tensor { unary(.square) }
    public var absolute: Tensor { unary(.absolute) }
    public var sine: Tensor { unary(.sine) }
    public var cosine: Tensor { unary(.cosine) }
    /// log(1 + exp(x)).
    public var softplus: Tensor { unary(.softplus) }

    private func unary(_ operation: Compute.UnaryOperation) -> Tensor {
        Tensor(
            shape: shape, inputs: [self],
            filledBy: { Execution.compute.unary(operation, count: count, input: pointer, output: $0) },
            rule: { [input = self.detached] gradient in
                [
                    Tensor(shape: input.shape) { buffer in
                        guard let output = buffer.baseAddress else { return }
                        Execution.compute.unaryGradient(
                            operation, count: input.count, input: input.pointer,
                            outputGradient: gradient.pointer, inputGradient: output)
                    }
                ]
            })
    }
}
