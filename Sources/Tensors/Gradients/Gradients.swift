/// The gradients that one backward pass left at the leaves.
public struct Gradients {
    private let pass: BackwardPass?

    /// The gradient at a tracked leaf; `nil` where none flowed.
    public subscript(leaf: Tensor) -> Tensor? {
        guard let node = leaf.node else { return nil }
        return pass?.sums[ObjectIdentifier(node)]
    }

    /// Reverse-mode differentiation from `root`, whose own gradient is `seed`.
    init(of root: Tensor, seed: Tensor) {
        precondition(root.shape == seed.shape, "the seed of \(root.shape) has the shape \(seed.shape)")
        pass = root.node.map { BackwardPass(from: $0, seed: seed) }
    }
}

extension Tensor {
    /// Gradients of this scalar with respect to all tracked leaves that it depends on.
    ///
    /// - Precondition: one element.
    public func gradients() -> Gradients {
        precondition(count == 1, "gradients() starts from a scalar; give a seed for \(shape)")
        return gradients(seed: Tensor(repeating: 1, shape: shape))
    }

    /// Vector-Jacobian product: gradients at the leaves when the gradient of this tensor is `seed`.
    public func gradients(seed: Tensor) -> Gradients {
        Execution.withoutGradients { Gradients(of: self, seed: seed.detached) }
    }

    /// The result of an operation: filled by `body`, and differentiable when one of its inputs is.
    init(
        shape: Shape, inputs: [Tensor], filledBy body: (UnsafeMutablePointer<Float>) -> Void,
        rule: @autoclosure () -> GradientNode.Rule
    ) {
        let storage = Storage(count: shape.count)
        body(storage.pointer)
        withExtendedLifetime(inputs) {}
        self.init(
            shape: shape, storage: storage, node: Self.node(shape: shape, inputs: inputs, rule: rule))
    }

    /// The recorded step of an operation; `nil` where no input has one, or nothing is recorded.
    static func node(shape: Shape, inputs: [Tensor], rule: () -> GradientNode.Rule) -> GradientNode? {
        Execution.dependencies?.add(inputs)
        guard isRecorded(inputs) else { return nil }
        return GradientNode(shape: shape, inputs: inputs.map(\.node), rule: rule())
    }

    /// Whether an operation on these inputs has to be remembered.
    static func isRecorded(_ inputs: [Tensor]) -> Bool {
        Execution.recordsGradients && inputs.contains { $0.node != nil }
    }
}
