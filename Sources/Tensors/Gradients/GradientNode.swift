/// One step of the recorded computation: what went in, and how a gradient of the result becomes gradients of
/// what went in.
final class GradientNode {
    /// Gradients of the inputs, `nil` where none is needed, from the gradient of the result.
    ///
    /// A rule refers to what its gradients need and to nothing else, since that stays in memory until the backward
    /// pass: never to a tensor just to ask whether it needs a gradient.
    typealias Rule = (Tensor) -> [Tensor?]

    /// A part of the gradient of an input.
    typealias Contribution = (input: GradientNode, gradient: Tensor)

    let shape: Shape

    /// Longest way to a leaf. Every user of a node lies deeper, so descending depth is a topological order.
    let depth: Int

    /// Dropped once used: it holds the activations and the inputs.
    private var contributions: ((Tensor) -> [Contribution])?

    init(leafOf shape: Shape) {
        self.shape = shape
        depth = 0
    }

    init(shape: Shape, inputs: [GradientNode?], rule: @escaping Rule) {
        self.shape = shape
        depth = Self.depth(above: inputs)
        contributions = { gradient in
            zip(inputs, rule(gradient)).compactMap { input, gradient in
                if let input, let gradient { (input, gradient) } else { nil }
            }
        }
    }

    /// A step that gives the gradients of its inputs in parts, which are added in this order.
    init(shape: Shape, inputs: [GradientNode], contributions: @escaping (Tensor) -> [Contribution]) {
        self.shape = shape
        depth = Self.depth(above: inputs)
        self.contributions = contributions
    }

    private static func depth(above inputs: [GradientNode?]) -> Int {
        1 + (inputs.lazy.compactMap { $0?.depth }.max() ?? 0)
    }

    /// The gradients of the inputs; can be asked once.
    func differentiate(_ gradient: Tensor) -> [Contribution] {
        guard let contributions else {
            preconditionFailure("a recorded computation can be differentiated only once")
        }
        self.contributions = nil
        return contributions(gradient)
    }
}
