import Kernels

extension Tensor {
    /// `x · weightᵀ + bias` over the last axis: `[..., in] -> [..., out]`.
    ///
    /// - Parameters:
    ///   - weight: `[out, in]`, as checkpoints have it.
    ///   - bias: `[out]`.
    public func linear(weight: Tensor, bias: Tensor? = nil) -> Tensor {
        let (rows, inputs, outputs) = (shape.rows, shape.last, weight.shape[0])
        precondition(
            weight.shape.rank == 2 && weight.shape[1] == inputs,
            "linear: input \(shape), weight \(weight.shape)")
        precondition(
            bias == nil || bias!.shape == [outputs], "linear: weight \(weight.shape), bias \(bias!.shape)")
        Execution.count(rows * inputs * outputs)
        return Tensor(
            shape: Shape(shape.dimensions.dropLast() + [outputs]),
            inputs: [self, weight] + (bias.map { [$0] } ?? []),
            filledBy: { output in
                Execution.compute.gemm(
                    m: rows, n: outputs, k: inputs, a: pointer, lda: inputs, transposeA: false,
                    b: weight.pointer,
                    ldb: inputs, transposeB: true, c: output, ldc: outputs, accumulate: false,
                    bias: bias?.pointer)
            },
            rule: { [input = self.detached, weightValue = weight.detached] gradient in
                let flat = gradient.reshaped([rows, outputs])
                let x = input.reshaped([rows, inputs])
                return [
                    self.requiresGradient ? flat.matrixProduct(weightValue).reshaped(input.shape) : nil,
                    weight.requiresGradient ? flat.matrixProduct(x, transposeLeft: true) : nil,
                    bias?.requiresGradient == true ? flat.sum(axes: [0]).reshaped([outputs]) : nil,
                ]
            })
    }

    /// Product of two matrices, each transposed first if wanted.
    public func matrixProduct(_ right: Tensor, transposeLeft: Bool = false, transposeRight: Bool = false)
        -> Tensor
    {
        precondition(
            shape.rank == 2 && right.shape.rank == 2, "matrix product of \(shape) and \(right.shape)")
        let (m, k) = transposeLeft ? (shape[1], shape[0]) : (shape[0], shape[1])
        let (inner, n) = transposeRight ? (right.shape[1], right.shape[0]) : (right.shape[0], right.shape[1])
        precondition(k == inner, "matrix product of \(shape) and \(right.shape): \(k) against \(inner)")
        Execution.count(m * n * k)
        return Tensor(
            shape: [m, n], inputs: [self, right],
            filledBy: { output in
                Execution.compute.gemm(
                    m: m, n: n, k: k, a: pointer, lda: shape[1], transposeA: transposeLeft, b: right.pointer,
                    ldb: right.shape[1], transposeB: transposeRight, c: output, ldc: n, accumulate: false,
                    bias: nil)
            },
            rule: { [a = self.detached, b = right.detached] gradient in
                var ofLeft: Tensor?
                var ofRight: Tensor?
                if self.requiresGradient {
                    ofLeft =
                        transposeLeft
                        ? b.matrixProduct(gradient, transposeLeft: transposeRight, transposeRight: true)
                        : gradient.matrixProduct(b, transposeRight: !transposeRight)
                }
                if right.requiresGradient {
                    ofRight =
                        transposeRight
                        ? gradient.matrixProduct(a, transposeLeft: true, transposeRight: transposeLeft)
                        : a.matrixProduct(gradient, transposeLeft: !transposeLeft)
                }
                return [ofLeft, ofRight]
            })
    }
}
