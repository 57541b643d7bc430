/// One step of the recorded computation: what went in, and how a gradient of the result becomes gradients of
/// what went in.
final class GradientNode {
    /// Gradients of the inputs, `nil` where none is needed, from the gradient of the result.
    typealias Rule = (Tensor) -> [Tensor?]

    let shape: Shape
    let inputs: [GradientNode?]

    /// Longest way to a leaf. Every user of a node lies deeper, so descending depth is a topological order.
    let depth: Int

    /// Dropped once used: it holds the activations.
    var rule: Rule?

    init(leafOf shape: Shape) {
        self.shape = shape
        inputs = []
        depth = 0
        rule = nil
    }

    init(shape: Shape, inputs: [GradientNode?], rule: @escaping Rule) {
        self.shape = shape
        self.inputs = inputs
        self.depth = 1 + (inputs.lazy.compactMap { $0?.depth }.max() ?? 0)
        self.rule = rule
    }
}
