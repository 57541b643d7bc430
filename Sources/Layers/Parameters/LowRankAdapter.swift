import Tensors

/// Low-rank adaptation (LoRA, arXiv 2106.09685) of a model: each weight W becomes W + α/r · B A.
///
/// B starts at zero, so an untrained adapter changes nothing. In layers named `replacedLayers` the low-rank term
/// stands alone, without the base weight and bias: an adapted model that ends in such a layer starts as the zero
/// function, as the noise hypernetwork of arXiv 2508.09968 needs it.
public final class LowRankAdapter {
    public let rank: Int
    public let alpha: Float
    public let replacedLayers: Set<String>
    /// Which layers get a term, by name.
    private let isAdapted: (String) -> Bool

    /// The matrices A and B, named as PEFT names them.
    public let store: ParameterStore

    public var scale: Float { alpha / Float(rank) }

    /// - Parameter isAdapted: which linear layers and convolutions get a term, by name; all of them by default.
    public init(
        rank: Int, alpha: Float, replacedLayers: Set<String> = [], source: ParameterStore.Source,
        isTrainable: Bool = false, isAdapted: @escaping (String) -> Bool = { _ in true }
    ) {
        self.rank = rank
        self.alpha = alpha
        self.replacedLayers = replacedLayers
        self.isAdapted = isAdapted
        store = ParameterStore(source, isTrainable: isTrainable)
    }

    /// The term of one layer, if it has one: A is `[r, in]` (or `[r, height, width, in]`), B `[out, r]`.
    func term(for layer: String, weight: Parameter) -> LowRankTerm? {
        guard isAdapted(layer) else { return nil }
        let shape = weight.shape
        let scope = store.scope["base_model.model.\(layer)"]
        let inner = Shape([rank] + shape.dimensions.dropFirst())
        let outer: Shape = weight.role == .convolution ? [shape[0], 1, 1, rank] : [shape[0], rank]
        return LowRankTerm(
            down: scope["lora_A"].parameter(
                "weight", shape: inner, role: weight.role, initializer: .fanIn(inner.count / max(rank, 1))),
            up: scope["lora_B"].parameter("weight", shape: outer, role: weight.role, initializer: .zeros),
            scale: scale, replacesBase: replacedLayers.contains(layer))
    }
}
