import Kernels

extension Tensor {
    /// The gated unit of arXiv 2002.05202: `[..., 2 n] -> [..., n]`, the first half times the GELU of the second.
    public var geglu: Tensor {
        let features = shape.last / 2
        precondition(shape.rank > 0 && shape.last == 2 * features, "geglu halves the last axis of \(shape)")
        let rows = shape.rows
        let grain = max(16_384 / max(features, 1), 1)
        let compute = Execution.compute
        return Tensor(
            shape: Shape(shape.dimensions.dropLast() + [features]), inputs: [self],
            filledBy: { output in
                let serial = Compute(kernels: compute.kernels, threads: 1)
                compute.forEachRange(rows, grain: grain) { range in
                    for row in range {
                        let (value, target) = (pointer + row * 2 * features, output + row * features)
                        serial.unary(.gelu, count: features, input: value + features, output: target)
                        serial.binary(.multiply, count: features, a: target, b: value, output: target)
                    }
                }
            },
            rule: { [input = self.detached] gradient in
                [input.gegluGradient(gradient, features: features, grain: grain)]
            })
    }

    private func gegluGradient(_ gradient: Tensor, features: Int, grain: Int) -> Tensor {
        let compute = Execution.compute
        return Tensor(shape: shape) { output in
            let serial = Compute(kernels: compute.kernels, threads: 1)
            compute.forEachRange(shape.rows, grain: grain) { range in
                for row in range {
                    let value = pointer + row * 2 * features
                    let gate = value + features
                    let incoming = gradient.pointer + row * features
                    let ofValue = output.baseAddress! + row * 2 * features
                    let ofGate = ofValue + features
                    serial.unary(.gelu, count: features, input: gate, output: ofValue)
                    serial.binary(.multiply, count: features, a: ofValue, b: incoming, output: ofValue)
                    serial.binary(.multiply, count: features, a: value, b: incoming, output: ofGate)
                    serial.unaryGradient(
                        .gelu, count: features, input: gate, outputGradient: ofGate, inputGradient: ofGate)
                }
            }
        }
    }

    /// Elements moved to the nearest value of the range; the gradient stops where an element was moved.
    public func clamped(to range: ClosedRange<Float>) -> Tensor {
        Tensor(
            shape: shape, inputs: [self],
            filledBy: { output in
                let compute = Execution.compute
                compute.binaryScalar(
                    .maximum, count: count, a: pointer, b: range.lowerBound, output: output)
                compute.binaryScalar(.minimum, count: count, a: output, b: range.upperBound, output: output)
            },
            rule: { [input = self.detached] gradient in
                [
                    Tensor(shape: input.shape) { output in
                        for index in 0..<input.count {
                            output[index] =
                                range.contains(input.pointer[index]) ? gradient.pointer[index] : 0
                        }
                    }
                ]
            })
    }
}
