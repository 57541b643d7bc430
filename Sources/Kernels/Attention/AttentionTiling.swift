import KernelInterface

/// How an attention is dealt out: for each sample and head, blocks of queries, by the sizes alone.
///
/// Scores are kept with a row for each key and a column for each query of the block. The softmax then goes down the
/// columns, many queries at once, which also serves the few keys of a short text.
struct AttentionTiling {
    let shape: Compute.AttentionShape
    /// Queries of a block: its scores stay in the second-level cache.
    let queriesPerBlock: Int
    let blocks: Int

    init(_ shape: Compute.AttentionShape) {
        self.shape = shape
        let fitting = max(65_536 / max(shape.keys, 1) / 16 * 16, 16)
        // With few heads in all, their queries are shared out.
        let wanted = shape.batch * shape.heads >= 4 ? shape.queries : (shape.queries + 3) / 4
        queriesPerBlock = max(min(fitting, wanted), 1)
        blocks = (shape.queries + queriesPerBlock - 1) / queriesPerBlock
    }

    /// Room for the scores of one block.
    var room: Int { queriesPerBlock * shape.keys }

    /// Numbers between two rows of queries, keys or values.
    var rowStride: Int { shape.heads * shape.headSize }

    func queries(_ block: Int) -> Range<Int> {
        block * queriesPerBlock..<min((block + 1) * queriesPerBlock, shape.queries)
    }

    /// The keys that any query sees.
    func keys(length: Int32?) -> Int {
        length.map { min(max(Int($0), 0), shape.keys) } ?? shape.keys
    }

    /// The keys that some of the queries see.
    func keys(_ queries: Range<Int>, length: Int32?) -> Int {
        let all = keys(length: length)
        return shape.causal ? min(queries.upperBound, all) : all
    }

    /// Gives the scores of keys that come after their query to nothing.
    func hideLater(_ scores: MutableFloats, keys: Int, queries: Range<Int>) {
        guard shape.causal else { return }
        for key in queries.lowerBound..<max(keys, queries.lowerBound) {
            (scores + key * queries.count).update(repeating: -.infinity, count: key - queries.lowerBound)
        }
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
