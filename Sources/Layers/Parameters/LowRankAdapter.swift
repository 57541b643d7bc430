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
        let shape = weight.value.shape
        let scope = store.scope["base_model.model.\(layer)"]
        let inner = Shape([rank] + shape.dimensions.dropFirst())
        let outer: Shape = weight.role == .convolution ? [shape[0], 1, 1, rank] : [shape[0], rank]
        return LowRankTerm(
            down: scope["lora_A"].parameter(
                "weight", shape: inner, role: weight.role, initializer: .fanIn(inner.count / rank)),
            up: scope["lora_B"].parameter("weight", shape: outer, role: weight.role, initializer: .zeros),
            scale: scale, replacesBase: replacedLayers.contains(layer))
    }
}

/// α/r · B A for one weight.
struct LowRankTerm {
    let down: Parameter
    let up: Parameter
    let scale: Float
    let replacesBase: Bool

    /// The product in the shape of the weight. As a reparametrisation of the weight it costs one small product a
    /// forward, whatever the batch, and nothing once merged.
    func value(shape: Shape) -> Tensor {
        let (outputs, rank) = (shape[0], down.value.shape[0])
        return
            (up.value.reshaped([outputs, rank])
            .matrixProduct(down.value.reshaped([rank, shape.count / outputs])) * scale).reshaped(shape)
    }
}

/// The weight and bias of a layer with its low-rank term, if it has one.
struct AdaptedWeight {
    let base: Parameter
    let bias: Parameter?
    let lowRank: LowRankTerm?

    var weight: Tensor {
        guard let lowRank else { return base.value }
        let term = lowRank.value(shape: base.value.shape)
        return lowRank.replacesBase ? term : base.value + term
    }

    var biasValue: Tensor? { lowRank?.replacesBase == true ? nil : bias?.value }
}
