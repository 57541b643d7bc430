extension Compute {
    /// The sizes of an attention: queries `[batch, queries, heads, headSize]`, keys and values
    /// `[batch, keys, heads, headSize]`.
    public struct AttentionShape: Sendable, Equatable {
        public var batch: Int
        public var queries: Int
        public var keys: Int
        public var heads: Int
        public var headSize: Int
        /// What a product of query and key is multiplied with, usually `1 / sqrt(headSize)`.
        public var scale: Float
        /// Whether query `i` sees only the keys `0...i`.
        public var causal: Bool

        public init(
            batch: Int, queries: Int, keys: Int, heads: Int, headSize: Int, scale: Float, causal: Bool
        ) {
            self.batch = batch
            self.queries = queries
            self.keys = keys
            self.heads = heads
            self.headSize = headSize
            self.scale = scale
            self.causal = causal
        }
    }
}
