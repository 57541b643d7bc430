/// How an attention is dealt out: for each sample and head, blocks of queries, by the sizes alone.
struct AttentionTiling {
    let shape: Compute.AttentionShape
    /// Queries of a block: its scores stay in the second-level cache.
    let queriesPerBlock: Int
    let blocks: Int

    init(_ shape: Compute.AttentionShape) {
        self.shape = shape
        let fitting = max(65_536 / max(shape.keys, 1), 16)
        // With few heads in all, their queries are shared out.
        let wanted = shape.batch * shape.heads >= 4 ? shape.queries : (shape.queries + 3) / 4
        queriesPerBlock = max(min(fitting, wanted), 1)
        blocks = (shape.queries + queriesPerBlock - 1) / queriesPerBlock
    }

    /// Numbers between two rows of queries, keys or values.
    var rowStride: Int { shape.heads * shape.headSize }

    func queries(_ block: Int) -> Range<Int> {
        block * queriesPerBlock..<min((block + 1) * queriesPerBlock, shape.queries)
    }

    /// Where the queries, or outputs, of a sample and head begin at `query`.
    func queryPlace(_ sample: Int, _ head: Int, _ query: Int) -> Int {
        (sample * shape.queries + query) * rowStride + head * shape.headSize
    }

    /// Where the keys, or values, of a sample and head begin.
    func keyPlace(_ sample: Int, _ head: Int) -> Int {
        sample * shape.keys * rowStride + head * shape.headSize
    }
}
