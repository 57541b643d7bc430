import KernelInterface

/// How an attention is cut, by the sizes of one sample alone.
///
/// For each sample and head, scores are made with keys as rows and queries as columns, panel by panel of one or two vectors
/// of queries. Softmax then goes down the columns with all places of a vector at work, and the powers lie as the second
/// product wants its right side; nothing is transposed in between:
///
///         headSize           panel                   panel                 keys            panel
///       +---------+        +-------+               +-------+          +------------+     +-------+
///     k |  strips |      h |   Q^T | scaled      k |   S^T | -> P^T h |   strips   |   k |   P^T |  = O^T
///     e |  of K   |  x   e | (32)  |        =    e |       |        e |   of V^T   | x e |       |
///     y |         |      a |       |             y |       |        a |            |   y |       |
///       +---------+      d +-------+               +-------+          +------------+     +-------+
///
/// Keys come in blocks; between blocks the output is scaled to the largest score so far (Milakov and Gimelshein 2018; Dao
/// and others 2022), so that room is needed for one block of scores only.
struct AttentionTiling {
    let shape: Compute.AttentionShape
    /// Rows of a strip and columns of a panel.
    let stripRows: Int
    let panelWidth: Int
    let vectorWidth: Int
    /// Keys of a block, a multiple of `stripRows`, and their number.
    let keysPerBlock: Int
    let keyBlocks: Int
    /// Queries of a block, a multiple of `panelWidth`, and their number.
    let queriesPerBlock: Int
    let queryBlocks: Int

    /// Numbers that the keys and values of a block, and the queries and outputs of a block, may each take: a quarter of a
    /// second-level cache of one MiB.
    private static let cached = 65_536
    /// The fewest keys of a block, as each block costs passes over the output.
    private static let leastKeys = 96

    /// The largest blocks of a pass.
    struct Limits {
        let keys: Int
        let queries: Int

        /// The scores of so many keys for one panel take no more than a first-level cache of 32 KiB; so many queries share the
        /// reading, and often the packing, of a block of keys.
        static let forward = Limits(keys: 256, queries: 320)
        /// Scores and their gradient for one panel stay in the first-level cache, the transposes of both for all queries of a
        /// block in the second. More queries than keys, as keys and their gradients are fetched again for each block of queries.
        static let gradient = Limits(keys: 96, queries: 384)
    }

    init(_ shape: Compute.AttentionShape, _ table: KernelTable, _ limits: Limits) {
        self.shape = shape
        stripRows = table.stripRows
        vectorWidth = table.vectorWidth
        panelWidth = 2 * table.vectorWidth
        let fitting = Self.cached / (2 * max(shape.headSize, 1))
        (keysPerBlock, keyBlocks) = Self.cut(
            shape.keys, most: max(min(fitting, limits.keys), Self.leastKeys), by: stripRows)
        (queriesPerBlock, queryBlocks) = Self.cut(
            shape.queries, most: max(min(fitting, limits.queries), panelWidth), by: panelWidth)
    }

    /// Cuts `count` evenly into blocks of about `most` at most, each but the last a multiple of `unit`.
    private static func cut(_ count: Int, most: Int, by unit: Int) -> (size: Int, blocks: Int) {
        let wanted = max((count + most - 1) / most, 1)
        let size = max(((count + wanted - 1) / wanted + unit - 1) / unit * unit, unit)
        return (size, max((count + size - 1) / size, 1))
    }

    /// Numbers between two rows of queries, keys or values.
    var rowStride: Int { shape.heads * shape.headSize }

    /// Strips that hold the numbers of a head.
    var headStrips: Int { (shape.headSize + stripRows - 1) / stripRows }

    /// Room for the keys, or values, of a block, as strips along the keys, and the vector that packing may write behind them.
    var keyStripsRoom: Int { keysPerBlock * shape.headSize + vectorWidth }

    /// Room for the same as strips along the numbers of a head.
    var headStripsRoom: Int { headStrips * stripRows * keysPerBlock }

    /// Room for the queries, or outputs, of a panel.
    var panelRoom: Int { panelWidth * shape.headSize }

    /// Room for the scores of a block of keys and a panel of queries.
    var scoresRoom: Int { keysPerBlock * panelWidth }

    func queries(_ block: Int) -> Range<Int> {
        min(block * queriesPerBlock, shape.queries)..<min((block + 1) * queriesPerBlock, shape.queries)
    }

    /// The panels of a block of queries.
    func panels(_ queries: Range<Int>) -> Int { (queries.count + panelWidth - 1) / panelWidth }

    func panel(_ index: Int, _ queries: Range<Int>) -> AttentionPanel {
        let start = queries.lowerBound + index * panelWidth
        let end = min(start + panelWidth, queries.upperBound)
        return AttentionPanel(queries: start..<end, vectors: end - start <= vectorWidth ? 1 : 2)
    }

    /// The keys of a block up to `seen`.
    func keys(_ block: Int, seen: Int) -> Range<Int> {
        min(block * keysPerBlock, seen)..<min((block + 1) * keysPerBlock, seen)
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
    func hideLater(_ scores: MutableFloats, keys: Range<Int>, panel: AttentionPanel) {
        guard shape.causal else { return }
        let width = panel.vectors * vectorWidth
        for key in max(
            keys.lowerBound, panel.queries.lowerBound + 1)..<max(
                keys.upperBound, panel.queries.lowerBound + 1)
        {
            (scores + (key - keys.lowerBound) * width).update(
                repeating: -.infinity, count: min(key - panel.queries.lowerBound, width))
        }
    }

    /// Where the queries, or outputs, of a sample and head begin at `query`.
    func queryPlace(_ sample: Int, _ head: Int, _ query: Int) -> Int {
        (sample * shape.queries + query) * rowStride + head * shape.headSize
    }

    /// Where the keys, or values, of a sample and head begin at `key`.
    func keyPlace(_ sample: Int, _ head: Int, _ key: Int = 0) -> Int {
        (sample * shape.keys + key) * rowStride + head * shape.headSize
    }

    /// Multiply-accumulates of the forward pass worth starting threads for.
    private static let worthwhile = 1 << 19

    /// Whether the whole is too small for several threads.
    var isSmall: Bool {
        2 * shape.batch * shape.heads * shape.queries * shape.keys * shape.headSize < Self.worthwhile
    }
}

/// Some queries side by side, as wide as one or two vectors.
struct AttentionPanel {
    let queries: Range<Int>
    let vectors: Int
}
