import Tensors

/// Low-rank adaptation (LoRA, arXiv 2106.09685) of a model: each weight W becomes W + α/r · B A.
///
/// B starts at zero, so an untrained adapter changes nothing. In layers named `replacedLayers` the low-rank term
/// stands alone, without the base weight and bias: an adapted model that ends in such a layer starts as the zero
/// function, as the noise hypernetwork of arXiv 2508.09968 needs it.
///
/// All terms have one rank and α, or each layer its own: `init(sizes:)`.
public final class LowRankAdapter {
    /// The rank and α of one layer's term.
    public struct Size: Hashable, Sendable {
        public var rank: Int
        public var alpha: Float

        public init(rank: Int, alpha: Float) {
            self.rank = rank
            self.alpha = alpha
        }
    }

    /// Of the layers that have no size of their own.
    public let rank: Int
    public let alpha: Float
    public let replacedLayers: Set<String>
    /// How large the term of a layer is; nil where it has none.
    private let size: (String) -> Size?

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
        let size = Size(rank: rank, alpha: alpha)
        self.size = { isAdapted($0) ? size : nil }
        store = ParameterStore(source, isTrainable: isTrainable)
    }

    /// Terms of a size of their own, as adapters of other programs may have them; layers without one stay as they are.
    ///
    /// - Precondition: no rank is 0.
    public init(
        sizes: [String: Size], replacedLayers: Set<String> = [], source: ParameterStore.Source,
        isTrainable: Bool = false
    ) {
        precondition(sizes.values.allSatisfy { $0.rank > 0 }, "a rank is at least 1")
        // What most of them have, and of two such the larger, so that the choice does not depend on an order.
        let counts = Dictionary(grouping: sizes.values) { $0 }.mapValues(\.count)
        let usual = counts.max {
            ($0.value, $0.key.rank, $0.key.alpha) < ($1.value, $1.key.rank, $1.key.alpha)
        }
        rank = usual?.key.rank ?? 1
        alpha = usual?.key.alpha ?? 1
        self.replacedLayers = replacedLayers
        size = { sizes[$0] }
        store = ParameterStore(source, isTrainable: isTrainable)
    }

    /// Where PEFT has the matrices of a layer.
    public static let prefix = "base_model.model."

    /// The layers that have a term by now, in the order in which they were built.
    public var layers: [String] {
        let ending = ".lora_A.weight"
        return store.parameters.map(\.name).filter { $0.hasSuffix(ending) }
            .map { String($0.dropFirst(Self.prefix.count).dropLast(ending.count)) }
    }

    /// How large the term of a layer is; nil where it has none.
    public func size(of layer: String) -> Size? { size(layer) }

    /// The term of one layer, if it has one: A is `[r, in]` (or `[r, height, width, in]`), B `[out, r]`.
    func term(for layer: String, weight: Parameter) -> LowRankTerm? {
        guard let size = size(layer) else { return nil }
        let rank = size.rank
        let shape = weight.shape
        let scope = store.scope[Self.prefix + layer]
        let inner = Shape([rank] + shape.dimensions.dropFirst())
        let outer: Shape = weight.role == .convolution ? [shape[0], 1, 1, rank] : [shape[0], rank]
        return LowRankTerm(
            down: scope["lora_A"].parameter(
                "weight", shape: inner, role: weight.role, initializer: .fanIn(inner.count / max(rank, 1))),
            up: scope["lora_B"].parameter("weight", shape: outer, role: weight.role, initializer: .zeros),
            scale: size.alpha / Float(rank), replacesBase: replacedLayers.contains(layer))
    }
}
