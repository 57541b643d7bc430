import Layers
import Tensors

/// Words of a caption to vectors: embedding, position, one transformer block.
struct WorldTextEncoder {
    private let words: Embedding
    private let positions: Embedding
    private let firstNorm: LayerNorm
    private let attention: Attention
    private let secondNorm: LayerNorm
    private let expand: Linear
    private let contract: Linear
    private let finalNorm: LayerNorm
    private let length: Int

    init(_ scope: ParameterScope, vocabulary: Int, length: Int, features: Int) {
        words = Embedding(scope["words"], entries: vocabulary, features: features, deviation: 0.5)
        positions = Embedding(scope["positions"], entries: length, features: features, deviation: 0.5)
        firstNorm = LayerNorm(scope["norm1"], features: features)
        attention = Attention(scope["attn1"], features: features, heads: 4)
        secondNorm = LayerNorm(scope["norm2"], features: features)
        expand = Linear(scope["ff"]["in"], inputs: features, outputs: features * 4)
        contract = Linear(scope["ff"]["out"], inputs: features * 4, outputs: features)
        finalNorm = LayerNorm(scope["norm"], features: features)
        self.length = length
    }

    /// - Parameter tokens: captions one after another, `length` tokens each.
    /// - Returns: `[B, length, features]`.
    func callAsFunction(_ tokens: [Int32]) -> Tensor {
        let batch = tokens.count / length
        let embedded = words(tokens.map(Int.init)).reshaped([batch, length, words.rows.shape[1]])
        var x = embedded + positions.rows
        x = x + attention(firstNorm(x))
        x = x + contract(expand(secondNorm(x)).gelu)
        return finalNorm(x)
    }
}
