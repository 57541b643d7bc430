/// The recorded tensors from outside that the operations of a block took, each once, in the order of first use.
final class DependencyCollector: @unchecked Sendable {
    // Unchecked: a block runs on one task, and the collector is its task-local value.
    private(set) var nodes: [GradientNode] = []
    private var known: Set<ObjectIdentifier> = []

    func add(_ inputs: [Tensor]) {
        for case let node? in inputs.lazy.map(\.node) where known.insert(ObjectIdentifier(node)).inserted {
            nodes.append(node)
        }
    }
}
