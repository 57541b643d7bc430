/// Reverse-mode differentiation of one recorded computation.
///
/// Each recorded step is used once and then forgets its activations, so memory falls as the pass proceeds.
struct BackwardPass {
    /// The gradients at the leaves.
    private(set) var sums: [ObjectIdentifier: Tensor] = [:]
    /// The leaves that a gradient reached; the identity of a node needs it alive.
    private(set) var leaves: [GradientNode] = []
    /// What reached the boundary, in order and not yet added up.
    private(set) var arrived: [GradientNode.Contribution] = []

    /// A pass from `root`, whose own gradient is `seed`.
    ///
    /// - Parameter boundary: nodes beyond which the pass does not go.
    init(from root: GradientNode, seed: Tensor, boundary: Set<ObjectIdentifier> = []) {
        if boundary.contains(ObjectIdentifier(root)) {
            arrived.append((root, seed))
            return
        }
        sums[ObjectIdentifier(root)] = seed
        var waiting: [[GradientNode]] = Array(repeating: [], count: root.depth + 1)
        waiting[root.depth].append(root)
        for depth in stride(from: root.depth, to: 0, by: -1) {
            while let node = waiting[depth].popLast() {
                guard let gradient = sums.removeValue(forKey: ObjectIdentifier(node)) else { continue }
                for (input, part) in node.differentiate(gradient) {
                    precondition(part.shape == input.shape, "gradient \(part.shape) for \(input.shape)")
                    let key = ObjectIdentifier(input)
                    if boundary.contains(key) {
                        arrived.append((input, part))
                    } else if let sum = sums.removeValue(forKey: key) {
                        sums[key] = (consume sum) + part
                    } else {
                        sums[key] = part.detached
                        waiting[input.depth].append(input)
                    }
                }
            }
        }
        leaves = waiting[0]
    }
}
