import Kernels

extension Tensor {
    /// The sum takes the memory of an operand of its shape that nothing else refers to.
    public static func + (left: consuming Tensor, right: consuming Tensor) -> Tensor {
        var (left, right) = (consume left, consume right)
        let plan = Broadcasting(left.shape, right.shape)
        let node = node(shape: plan.shape, inputs: [left, right]) { sumRule(left, right, ofRight: { $0 }) }
        let reused =
            (left.shape == plan.shape ? left.reusableStorage() : nil)
            ?? (right.shape == plan.shape ? right.reusableStorage() : nil)
        let storage = reused ?? Storage(count: plan.shape.count)
        compute(.add, plan, left, right, storage.pointer)
        return Tensor(shape: plan.shape, storage: storage, node: node)
    }

    public static func - (left: Tensor, right: Tensor) -> Tensor {
        binary(.subtract, left, right, rule: sumRule(left, right, ofRight: { -$0 }))
    }

    public static func * (left: Tensor, right: Tensor) -> Tensor {
        // Each side is needed for the gradient of the other.
        let keptLeft = right.requiresGradient ? left.detached : nil
        let keptRight = left.requiresGradient ? right.detached : nil
        let (leftShape, rightShape) = (left.shape, right.shape)
        return binary(
            .multiply, left, right,
            rule: { gradient in
                [
                    keptRight.map { (gradient * $0).reduced(to: leftShape) },
                    keptLeft.map { (gradient * $0).reduced(to: rightShape) },
                ]
            })
    }

    public static func / (left: Tensor, right: Tensor) -> Tensor {
        let keptLeft = right.requiresGradient ? left.detached : nil
        let isLeftNeeded = left.requiresGradient
        let (leftShape, divisor) = (left.shape, right.detached)
        return binary(
            .divide, left, right,
            rule: { gradient in
                [
                    isLeftNeeded ? (gradient / divisor).reduced(to: leftShape) : nil,
                    keptLeft.map { (-(gradient * $0) / (divisor * divisor)).reduced(to: divisor.shape) },
                ]
            })
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

    /// The gradients of a sum or difference need no value.
    private static func sumRule(
        _ left: Tensor, _ right: Tensor, ofRight: @escaping (Tensor) -> Tensor
    ) -> GradientNode.Rule {
        let leftShape = left.requiresGradient ? left.shape : nil
        let rightShape = right.requiresGradient ? right.shape : nil
        return { gradient in
            [
                leftShape.map { gradient.reduced(to: $0) },
                rightShape.map { ofRight(gradient).reduced(to: $0) },
            ]
        }
    }

    /// An elementwise operation with broadcasting.
    private static func binary(
        _ operation: Compute.BinaryOperation, _ left: Tensor, _ right: Tensor,
        rule: @autoclosure () -> GradientNode.Rule
    ) -> Tensor {
        let plan = Broadcasting(left.shape, right.shape)
        return Tensor(
            shape: plan.shape, inputs: [left, right],
            filledBy: { compute(operation, plan, left, right, $0) }, rule: rule())
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
