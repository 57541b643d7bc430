/// The result of `block`, whose intermediate values are not kept for the backward pass but computed again in it
/// (gradient checkpointing, arXiv 1604.06174): the memory of one block at a time for the time of one more forward.
///
///     x = recomputed { [x] in block(x, embedding: embedding) }
///
/// Gradients reach everything that the block uses: tensors that it captures, and parameters of layers in it. They
/// are those of the block without this wrapper. The block must compute the same each time, and must not be asked
/// for anything but its result.
public func recomputed(_ block: @escaping () -> Tensor) -> Tensor {
    guard Execution.recordsGradients else { return block() }
    let dependencies = DependencyCollector()
    let result = Execution.$dependencies.withValue(dependencies) { Execution.withoutGradients(block) }
    // Nothing to differentiate, or something from outside as it is.
    if result.node != nil || dependencies.nodes.isEmpty { return result }

    let (compute, precision) = (Execution.compute, Execution.precision)
    let node = GradientNode(shape: result.shape, inputs: dependencies.nodes) { gradient in
        let again = Execution.$recordsGradients.withValue(true) {
            Execution.$precision.withValue(precision) { Execution.with(compute, block) }
        }
        guard let root = again.node else { return [] }
        return BackwardPass(
            from: root, seed: gradient, boundary: Set(dependencies.nodes.map { ObjectIdentifier($0) })
        ).arrived
    }
    return Tensor(shape: result.shape, storage: result.storage, node: node)
}
