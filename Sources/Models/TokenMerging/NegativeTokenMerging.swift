import Tensors

/// Negative token merging (NegToMe, arXiv 2412.01339): what attention says of a picture's tokens is pushed away from
/// the most similar token of a reference picture, so that pictures of one caption differ more.
public struct NegativeTokenMerging: Sendable, Hashable {
    /// How far: a matched token x becomes `(1 + alpha) x - alpha · match`.
    public var alpha: Float
    /// Tokens whose best match has a cosine similarity at or below this stay as they are.
    public var threshold: Float

    /// - Parameters:
    ///   - alpha: finite, not negative; 0 changes nothing.
    ///   - threshold: a cosine.
    public init(alpha: Float, threshold: Float) {
        precondition(alpha.isFinite && alpha >= 0 && threshold.isFinite)
        (self.alpha, self.threshold) = (alpha, threshold)
    }

    /// Tokens pushed away from their best matches; not differentiable.
    ///
    /// A picture that is its own reference keeps its tokens, for each is its own best match.
    ///
    /// - Parameters:
    ///   - tokens: `[B, T, C]`.
    ///   - references: `[B, T', C]`, those of each picture's reference.
    public func pushed(_ tokens: Tensor, from references: Tensor) -> Tensor {
        precondition(tokens.shape.rank == 3 && references.shape.rank == 3)
        precondition(tokens.shape[0] == references.shape[0] && tokens.shape[2] == references.shape[2])
        return Execution.withoutGradients {
            .concatenated(
                (0..<tokens.shape[0]).map { sample in
                    pushedOne(
                        tokens.sliced(axis: 0, sample..<sample + 1),
                        from: references.sliced(axis: 0, sample..<sample + 1))
                }, axis: 0)
        }
    }

    /// One picture: `[1, T, C]`.
    private func pushedOne(_ tokens: Tensor, from references: Tensor) -> Tensor {
        let (count, others, features) = (tokens.shape[1], references.shape[1], tokens.shape[2])
        let own = tokens.reshaped([count, features])
        let similarities = Self.normalized(own).linear(
            weight: Self.normalized(references.reshaped([others, features])))  // (T, T')
        let (values, products, candidates) = (own.elements, similarities.elements, references.elements)
        return Tensor(shape: tokens.shape) { buffer in
            for token in 0..<count {
                let row = token * others
                var best = 0
                for other in 1..<max(others, 1) where products[row + other] > products[row + best] {
                    best = other
                }
                let isMatched = products[row + best] > threshold
                for feature in 0..<features {
                    let value = values[token * features + feature]
                    buffer[token * features + feature] =
                        isMatched ? value + alpha * (value - candidates[best * features + feature]) : value
                }
            }
        }
    }

    /// Rows of length one; a row of zeros stays one.
    private static func normalized(_ rows: Tensor) -> Tensor {
        let lengths = rows.squared.sum(axes: [1]).elements
        return rows * Tensor(lengths.map { 1 / max($0.squareRoot(), 1e-12) }, shape: [lengths.count, 1])
    }
}
