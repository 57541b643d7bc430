import Kernels

extension Tensor {
    /// Sum of all elements, a scalar.
    public func sum() -> Tensor {
        let original = shape
        return Tensor(
            shape: [], inputs: [self],
            filledBy: { $0[0] = Execution.compute.sum(count: count, pointer) },
            rule: { gradient in [Tensor(repeating: gradient.scalar, shape: original)] })
    }

    /// Mean of all elements, a scalar.
    public func mean() -> Tensor { sum() * (1 / Float(max(count, 1))) }

    /// Sum over some axes, which keep an extent of 1.
    public func sum(axes: [Int]) -> Tensor {
        let axes = Set(axes.map { $0 < 0 ? $0 + shape.rank : $0 })
        if axes.isEmpty { return self }
        let kept = Shape(shape.dimensions.enumerated().map { axes.contains($0.offset) ? 1 : $0.element })
        let original = shape
        return Tensor(
            shape: kept, inputs: [self],
            filledBy: { reduce(axes, into: $0) },
            rule: { gradient in [gradient.expanded(to: original)] })
    }

    /// Mean over some axes, which keep an extent of 1.
    public func mean(axes: [Int]) -> Tensor {
        let divisor = axes.map { shape[$0] }.reduce(1, *)
        return sum(axes: axes) * (1 / Float(max(divisor, 1)))
    }

    /// One group of reduced axes after another, from the outermost in: each is a sum over the middle of
    /// (outer, middle, inner), in fixed order.
    private func reduce(_ axes: Set<Int>, into output: UnsafeMutablePointer<Float>) {
        let compute = Execution.compute
        var current = self.detached
        var dimensions = shape.dimensions
        for axis in axes.sorted() {
            let outer = dimensions[..<axis].reduce(1, *)
            let middle = dimensions[axis]
            let inner = dimensions[(axis + 1)...].reduce(1, *)
            dimensions[axis] = 1
            current = Tensor(shape: Shape(dimensions)) { buffer in
                guard let target = buffer.baseAddress else { return }
                if inner == 1 {
                    compute.sumColumns(rows: outer, columns: middle, current.pointer, output: target)
                } else {
                    for row in 0..<outer {
                        compute.sumRows(
                            rows: middle, columns: inner, current.pointer + row * middle * inner,
                            output: target + row * inner)
                    }
                }
            }
        }
        output.update(from: current.pointer, count: current.count)
    }
}
