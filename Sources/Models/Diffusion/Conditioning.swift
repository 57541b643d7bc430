import Tensors

/// What captions mean to a model, for several samples at once.
///
/// A model makes it from texts and alone knows what is inside; everybody else picks samples from it, so that a prompt
/// is encoded once for all of its candidates.
public struct Conditioning {
    /// Words as a tokenizer numbers them, for models that read them anew in every call; one row a sample.
    public var tokens: [[Int32]]
    /// Arrays by name, with a row for each sample: `[B, ...]`.
    public var tensors: [String: Tensor]

    /// Number of samples.
    public var count: Int { tensors.first?.value.shape[0] ?? tokens.count }

    public init(tokens: [[Int32]] = [], tensors: [String: Tensor] = [:]) {
        self.tokens = tokens
        self.tensors = tensors
    }

    /// The samples of these places, in this order; a place may come more than once.
    public func gathered(_ places: [Int]) -> Conditioning {
        if places.elementsEqual(0..<count) { return self }
        return Conditioning(
            tokens: tokens.isEmpty ? [] : places.map { tokens[$0] },
            tensors: tensors.mapValues { $0.gathered(places) })
    }
}
