/// The gradients that one backward pass left at the leaves.
public struct Gradients {
    private var byNode: [ObjectIdentifier: Tensor] = [:]

    /// The gradient at a tracked leaf; `nil` where none flowed.
    public subscript(leaf: Tensor) -> Tensor? {
        leaf.node.flatMap { byNode[ObjectIdentifier($0)] }
    }

    /// Reverse-mode differentiation from `root`, whose own gradient is `seed`.
    ///
    /// Each recorded step is used once and then forgets its activations, so memory falls as the pass proceeds.
    init(of root: Tensor, seed: Tensor) {
        precondition(root.shape == seed.shape, "the seed of \(root.shape) has the shape \(seed.shape)")
        guard let start = root.node else { return }

        var waiting: [[GradientNode]] = Array(repeating: [], count: start.depth + 1)
        waiting[start.depth].append(start)
        byNode[ObjectIdentifier(start)] = seed

        for depth in stride(from: start.depth, to: 0, by: -1) {
            while let node = waiting[depth].popLast() {
                guard let gradient = byNode.removeValue(forKey: ObjectIdentifier(node)) else { continue }
                guard let rule = node.rule else {
                    preconditionFailure("a recorded computation can be differentiated only once")
                }
                node.rule = nil
                let gradients = rule(gradient)
                for (input, gradient) in zip(node.inputs, gradients) {
                    guard let input, let gradient else { continue }
                    precondition(
                        gradient.shape == input.shape, "gradient \(gradient.shape) for \(input.shape)")
                    let key = ObjectIdentifier(input)
                    if let sum = byNode[key] {
                        byNode[key] = sum.detached + gradient.detached
                    } else {
                        byNode[key] = gradient
                        waiting[input.depth].append(input)
                    }
                }
            }
        }
        // Nodes at depth 0 are the leaves: their gradients are the result, and their identity needs them alive.
        leaves = waiting[0]
    }

    private var leaves: [GradientNode] = []
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

    static func node(shape: Shape, inputs: [Tensor], rule: () -> GradientNode.Rule) -> GradientNode? {
        guard Execution.recordsGradients, inputs.contains(where: { $0.node != nil }) else { return nil }
        return GradientNode(shape: shape, inputs: inputs.map(\.node), rule: rule())
    }
}
