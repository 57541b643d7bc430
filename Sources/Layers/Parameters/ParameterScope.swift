import Tensors

/// A place in the tree of names from which a layer asks for its parameters.
public struct ParameterScope {
    let store: ParameterStore
    let prefix: String
    let adapter: LowRankAdapter?

    /// The scope of a part: `scope["attention"]["query"]` holds `attention.query.weight`.
    public subscript(name: String) -> ParameterScope {
        ParameterScope(store: store, prefix: prefix.isEmpty ? name : "\(prefix).\(name)", adapter: adapter)
    }

    public subscript(index: Int) -> ParameterScope { self["\(index)"] }

    /// The same place, with low-rank terms added to the weights of linear layers and convolutions.
    public func adapted(by adapter: LowRankAdapter) -> ParameterScope {
        ParameterScope(store: store, prefix: prefix, adapter: adapter)
    }

    public func parameter(
        _ name: String, shape: Shape, role: Parameter.Role, initializer: Initializer
    ) -> Parameter {
        store.parameter(
            prefix.isEmpty ? name : "\(prefix).\(name)", shape: shape, role: role, initializer: initializer)
    }

    /// The weight and bias of a linear layer or convolution, adapted where an adapter is given.
    func weight(shape: Shape, role: Parameter.Role, initializer: Initializer, hasBias: Bool) -> AdaptedWeight
    {
        let base = parameter("weight", shape: shape, role: role, initializer: initializer)
        let bias =
            hasBias ? parameter("bias", shape: [shape[0]], role: .vector, initializer: initializer) : nil
        return AdaptedWeight(
            base: base, bias: bias, lowRank: adapter.flatMap { $0.term(for: prefix, weight: base) })
    }
}
