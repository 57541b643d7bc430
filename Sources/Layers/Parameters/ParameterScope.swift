import Tensors

/// A place in the tree of names from which a layer asks for its parameters.
public struct ParameterScope {
    let store: ParameterStore
    let prefix: String
    /// In the order in which their terms are added.
    let adapters: [LowRankAdapter]

    /// The scope of a part: `scope["attention"]["query"]` holds `attention.query.weight`.
    public subscript(name: String) -> ParameterScope {
        ParameterScope(store: store, prefix: prefix.isEmpty ? name : "\(prefix).\(name)", adapters: adapters)
    }

    public subscript(index: Int) -> ParameterScope { self["\(index)"] }

    /// The same place, with low-rank terms added to the weights of linear layers and convolutions, and to the terms of
    /// adapters that it already has. A layer that the new adapter replaces has none but the new term.
    public func adapted(by adapter: LowRankAdapter) -> ParameterScope {
        ParameterScope(store: store, prefix: prefix, adapters: adapters + [adapter])
    }

    public func parameter(
        _ name: String, shape: Shape, role: Parameter.Role, initializer: Initializer
    ) -> Parameter {
        store.parameter(
            prefix.isEmpty ? name : "\(prefix).\(name)", shape: shape, role: role, initializer: initializer)
    }

    /// The weight and bias of a linear layer or convolution, with the terms of the adapters that are given.
    func weight(shape: Shape, role: Parameter.Role, initializer: Initializer, hasBias: Bool) -> AdaptedWeight
    {
        let base = parameter("weight", shape: shape, role: role, initializer: initializer)
        let bias =
            hasBias ? parameter("bias", shape: [shape[0]], role: .vector, initializer: initializer) : nil
        let terms = adapters.compactMap { $0.term(for: prefix, weight: base) }
        // What stands before a term that replaces the weight goes with the weight.
        let first = terms.lastIndex { $0.replacesBase } ?? 0
        return AdaptedWeight(base: base, bias: bias, terms: Array(terms[first...]))
    }
}
