/// How the gradient of an attention is dealt out, and where its scratch memory lies: the query gradients of all parts of
/// the keys but the first, then for each worker what the fields below name.
struct AttentionGradientPlan {
    private let tiling: AttentionTiling
    /// Ranges of keys that are dealt out on their own, by the number of heads and keys alone: few heads would leave
    /// threads idle.
    let parts: Int
    private let blocksPerPart: Int

    // Packed queries of a block.
    let queryPanels: Int
    let slopePanels: Int
    let queryRows: Int
    let slopeRows: Int
    let states: Int
    let queryGradient: Int
    // Packed keys and values: of a block, or of all of a part if several blocks of queries read them.
    private let keys: Int
    private let keySlots: Int
    // Scores and their gradient: of one panel, then of all as strips of keys.
    let scores: Int
    let scoreGradient: Int
    let scoreStrips: Int
    let gradientStrips: Int
    private let workerRoom: Int

    init(_ tiling: AttentionTiling) {
        self.tiling = tiling
        let heads = tiling.shape.heads
        let wanted = min(heads >= 8 ? 1 : heads >= 4 ? 2 : 4, tiling.keyBlocks)
        blocksPerPart = (tiling.keyBlocks + wanted - 1) / wanted
        parts = (tiling.keyBlocks + blocksPerPart - 1) / blocksPerPart

        var end = 0
        func place(_ count: Int) -> Int {
            defer { end += (count + 15) / 16 * 16 }
            return end
        }
        let panels = tiling.queriesPerBlock / tiling.panelWidth
        let wholeHead =
            (tiling.shape.headSize + tiling.panelWidth - 1) / tiling.panelWidth * tiling.panelWidth
        let strips = tiling.keysPerBlock / tiling.stripRows
        func transposedStride(_ queries: Range<Int>) -> Int {
            queries.count * tiling.stripRows + tiling.vectorWidth
        }
        queryPanels = place(panels * tiling.panelRoom)
        slopePanels = place(panels * tiling.panelRoom)
        queryRows = place(tiling.queriesPerBlock * wholeHead)
        slopeRows = place(tiling.queriesPerBlock * wholeHead)
        states = place(panels * 2 * tiling.panelWidth)
        queryGradient = place(panels * tiling.panelRoom)
        keySlots = tiling.queryBlocks > 1 ? blocksPerPart : 1
        keys = place(keySlots * Self.keysRoom(tiling))
        scores = place(tiling.scoresRoom)
        scoreGradient = place(tiling.scoresRoom)
        scoreStrips = place(strips * transposedStride(0..<tiling.queriesPerBlock))
        gradientStrips = place(strips * transposedStride(0..<tiling.queriesPerBlock))
        workerRoom = end
    }

    /// Whether the keys of a part are packed before its first query is looked at.
    var packsFirst: Bool { tiling.queryBlocks > 1 }

    private static func keysRoom(_ tiling: AttentionTiling) -> Int {
        2 * tiling.keyStripsRoom + tiling.headStripsRoom
    }

    /// Where the packed keys of a block of a part begin; the values follow, then the keys once more, as strips along the numbers
    /// of a head.
    func keys(_ block: Int, part: Int) -> Int {
        keys + (packsFirst ? block - part * blocksPerPart : 0) * Self.keysRoom(tiling)
    }

    /// The blocks of keys of a part.
    func blocks(_ part: Int) -> Range<Int> {
        part * blocksPerPart..<min((part + 1) * blocksPerPart, tiling.keyBlocks)
    }

    /// Numbers of a strip of keys along the queries of a block, and a vector between it and the next, as the end of a strip is
    /// written last.
    func transposedStride(_ queries: Range<Int>) -> Int {
        queries.count * tiling.stripRows + tiling.vectorWidth
    }

    /// Numbers of the gradient of all queries.
    var queryNumbers: Int { tiling.shape.batch * tiling.shape.queries * tiling.rowStride }

    /// Where the query gradient of a part but the first begins, laid out as the whole is.
    func partial(_ part: Int) -> Int { (part - 1) * queryNumbers }

    func worker(_ index: Int) -> Int { ((parts - 1) * queryNumbers + 15) / 16 * 16 + index * workerRoom }

    func room(workers: Int) -> Int { worker(workers) }
}
