import Kernels

extension Tensor {
    public static func + (left: Tensor, right: Tensor) -> Tensor {
        binary(
            .add, left, right, ofLeft: { gradient, _, _ in gradient }, ofRight: { gradient, _, _ in gradient }
        )
    }

    public static func - (left: Tensor, right: Tensor) -> Tensor {
        binary(
            .subtract, left, right, ofLeft: { gradient, _, _ in gradient },
            ofRight: { gradient, _, _ in -gradient })
    }

    public static func * (left: Tensor, right: Tensor) -> Tensor {
        binary(
            .multiply, left, right, ofLeft: { gradient, _, right in gradient * right },
            ofRight: { gradient, left, _ in gradient * left })
    }

    public static func / (left: Tensor, right: Tensor) -> Tensor {
        binary(
            .divide, left, right, ofLeft: { gradient, _, right in gradient / right },
            ofRight: { gradient, left, right in -(gradient * left) / (right * right) })
    }

    public static prefix func - (value: Tensor) -> Tensor { value * -1 }

    public static func * (left: Tensor, right: Float) -> Tensor {
        Tensor(
            shape: left.shape, inputs: [left],
            filledBy: {
                Execution.compute.scale(count: left.count, alpha: right, x: left.pointer, output: $0)
            },
            rule: { gradient in [gradient * right] })
    }

    public static func * (left: Float, right: Tensor) -> Tensor { right * left }

    public static func / (left: Tensor, right: Float) -> Tensor { left * (1 / right) }

    public static func + (left: Tensor, right: Float) -> Tensor {
        Tensor(
            shape: left.shape, inputs: [left],
            filledBy: {
                Execution.compute.binaryScalar(.add, count: left.count, a: left.pointer, b: right, output: $0)
            },
            rule: { gradient in [gradient] })
    }

    public static func + (left: Float, right: Tensor) -> Tensor { right + left }
    public static func - (left: Tensor, right: Float) -> Tensor { left + -right }
    public static func - (left: Float, right: Tensor) -> Tensor { -right + left }

    private typealias BinaryRule = (_ gradient: Tensor, _ left: Tensor, _ right: Tensor) -> Tensor

    /// An elementwise operation with broadcasting; the rules give the gradients in the broadcast shape.
    private static func binary(
        _ operation: Compute.BinaryOperation, _ left: Tensor, _ right: Tensor, ofLeft: @escaping BinaryRule,
        ofRight: @escaping BinaryRule
    ) -> Tensor {
        let plan = Broadcasting(left.shape, right.shape)
        return Tensor(
            shape: plan.shape, inputs: [left, right],
            filledBy: { compute(operation, plan, left, right, $0) },
            rule: { [a = left.detached, b = right.detached, isLeft = left.requiresGradient] gradient in
                [
                    isLeft ? ofLeft(gradient, a, b).reduced(to: a.shape) : nil,
                    right.requiresGradient ? ofRight(gradient, a, b).reduced(to: b.shape) : nil,
                ]
            })
    }

    private static func compute(
        _ operation: Compute.BinaryOperation, _ plan: Broadcasting, _ left: Tensor, _ right: Tensor,
        _ output: UnsafeMutablePointer<Float>
    ) {
        let compute = Execution.compute
        let count = plan.shape.count
        if count == 0 { return }
        let (a, b) = (left.pointer, right.pointer)
        let kinds = plan.groups.map { ($0.left, $0.right) }
        let extents = plan.groups.map(\.extent)

        if kinds.allSatisfy({ $0 && $1 }) {
            compute.binary(operation, count: count, a: a, b: b, output: output)
        } else if right.count == 1 {
            compute.binaryScalar(operation, count: count, a: a, b: b[0], output: output)
        } else if left.count == 1 {
            compute.binaryScalar(operation, count: count, a: b, b: a[0], output: output, swapped: true)
        } else if kinds.allSatisfy({ $0.0 }), kinds.count == 2, kinds[1].1 {
            compute.binaryRow(
                operation, rows: extents[0], columns: extents[1], a: a, b: b, output: output)
        } else if kinds.allSatisfy({ $0.1 }), kinds.count == 2, kinds[1].0 {
            compute.binaryRow(
                operation, rows: extents[0], columns: extents[1], a: b, b: a, output: output, swapped: true)
        } else if kinds.allSatisfy({ $0.0 }), kinds.count == 3, kinds[0].1, kinds[2].1 {
            // One row for each sample, as time embeddings are added to feature maps: [B, 1, C] to [B, S, C].
            let plane = extents[1] * extents[2]
            for sample in 0..<extents[0] {
                compute.binaryRow(
                    operation, rows: extents[1], columns: extents[2], a: a + sample * plane,
                    b: b + sample * extents[2], output: output + sample * plane)
            }
        } else {
            let (wholeLeft, wholeRight) = (left.expanded(to: plan.shape), right.expanded(to: plan.shape))
            compute.binary(
                operation, count: count, a: wholeLeft.pointer, b: wholeRight.pointer, output: output)
            withExtendedLifetime((wholeLeft, wholeRight)) {}
        }
    }
}
