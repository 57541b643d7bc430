import Tensors

/// Multi-head attention with projections, over a sequence itself or over another one.
public struct Attention {
    private let query: Linear
    private let key: Linear
    private let value: Linear
    private let output: Linear
    private let heads: Int
    private let isCausal: Bool

    /// - Parameters:
    ///   - contextFeatures: width of the sequence that is attended to; that of the queries by default.
    ///   - hasBias: whether the projections to queries, keys and values have a bias; that of the output does.
    ///   - startsAtZero: the output projection starts at zero, so that a residual block starts as the identity.
    public init(
        _ scope: ParameterScope, features: Int, contextFeatures: Int? = nil, heads: Int,
        isCausal: Bool = false, hasBias: Bool = false, startsAtZero: Bool = false
    ) {
        let context = contextFeatures ?? features
        query = Linear(scope["to_q"], inputs: features, outputs: features, hasBias: hasBias)
        key = Linear(scope["to_k"], inputs: context, outputs: features, hasBias: hasBias)
        value = Linear(scope["to_v"], inputs: context, outputs: features, hasBias: hasBias)
        output = Linear(
            scope["to_out"]["0"], inputs: features, outputs: features,
            initializer: startsAtZero ? .zeros : nil)
        self.heads = heads
        self.isCausal = isCausal
    }

    /// `[B, T, features]`, and `[B, T', contextFeatures]` where another sequence is attended to.
    ///
    /// - Parameter residual: added to the result, which takes its memory where nothing else refers to it.
    public func callAsFunction(
        _ input: Tensor, context: Tensor? = nil, adding residual: consuming Tensor? = nil
    ) -> Tensor {
        let source = context ?? input
        return output(
            query(input).attention(
                keys: key(source), values: value(source), heads: heads, isCausal: isCausal),
            adding: consume residual)
    }
}
