import Tensors

extension LowRankAdapter {
    /// All weights of a model with the terms added, as a model without an adapter computes the same with: W + α/r · B A
    /// for each layer that has a term, and the term alone in `replacedLayers`.
    ///
    /// - Parameters:
    ///   - store: of the base weights.
    ///   - terms: A and B in place of the adapter's own, by name.
    public func merged(into store: ParameterStore, terms: [String: Tensor]? = nil) -> [String: Tensor] {
        let terms = terms ?? self.store.values
        var values = store.values
        for layer in layers {
            let name = layer + ".weight"
            guard let base = values[name], let size = size(of: layer),
                let down = terms["\(Self.prefix)\(layer).lora_A.weight"],
                let up = terms["\(Self.prefix)\(layer).lora_B.weight"]
            else { continue }
            let (outputs, rank) = (base.shape[0], size.rank)
            let product = up.reshaped([outputs, rank])
                .matrixProduct(down.reshaped([rank, base.shape.count / max(outputs, 1)]))
            let term = (product * (size.alpha / Float(rank))).reshaped(base.shape)
            if replacedLayers.contains(layer) {
                values[name] = term
                if let bias = values[layer + ".bias"] { values[layer + ".bias"] = .zeros(bias.shape) }
            } else {
                values[name] = base + term
            }
        }
        return values
    }
}
