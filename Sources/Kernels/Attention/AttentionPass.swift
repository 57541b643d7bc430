import KernelInterface

/// The tiles of one forward pass.
struct AttentionPass: ~Copyable {
    let products: AttentionProducts
    let plan: AttentionPlan
    let query: ConstantFloats
    let key: ConstantFloats
    let value: ConstantFloats
    let keyLengths: UnsafePointer<Int32>?
    let output: MutableFloats
    let logSumExp: MutableFloats

    private var tiling: AttentionTiling { products.tiling }
    private var table: KernelTable { products.table }

    /// `log2(e)`
    static let toBaseTwo: Float = 1.442_695_04

    /// Packs a block of keys and values of a head (of a sample) for all.
    func pack(_ head: Int, block: Int, slot: Int) {
        let seen = tiling.keys(length: keyLengths?[head / tiling.shape.heads])
        pack(head, tiling.keys(block, seen: seen), products.scratch + slot * plan.blockRoom)
    }

    private func pack(_ head: Int, _ keys: Range<Int>, _ place: MutableFloats) {
        let (sample, head) = (head / tiling.shape.heads, head % tiling.shape.heads)
        let start = tiling.keyPlace(sample, head, keys.lowerBound)
        let (stride, columns) = (tiling.rowStride, tiling.shape.headSize)
        products.packStrips(key + start, stride: stride, rows: keys.count, columns: columns, place)
        products.packTransposedStrips(
            value + start, stride: stride, rows: keys.count, columns: columns, place + plan.valuesOffset)
    }

    /// The outputs of a block of queries of a head (of a sample), whose packed keys begin at `slot`.
    func attend(_ head: Int, block: Int, slot: Int, worker: Int) {
        let s = tiling.shape
        let length = keyLengths?[head / s.heads]
        let queries = tiling.queries(block)
        let room = products.scratch + plan.worker(worker)
        let panels = tiling.panels(queries)
        let seen = tiling.keys(queries, length: length)
        guard seen > 0 else { return clear(head, queries) }

        for block in 0..<tiling.keyBlocks {
            let keys = tiling.keys(block, seen: seen)
            if keys.isEmpty { break }
            var packed = PackedKeys(
                start: products.scratch + (slot + block) * plan.blockRoom, index: block,
                count: tiling.keys(block, seen: tiling.keys(length: length)).count)
            if !plan.packsFirst {
                packed = PackedKeys(start: room + plan.keysOffset, index: block, count: keys.count)
                pack(head, keys, packed.start)
            }
            for index in 0..<panels {
                let panel = tiling.panel(index, queries)
                let seen = tiling.keys(panel.queries, length: length)
                let visible = tiling.keys(block, seen: seen)
                if visible.isEmpty { continue }
                // With one block of keys a panel begins and ends here, and the next takes its place in the cache.
                let place = PanelPlace(plan, room, tiling.keyBlocks > 1 ? index : 0)
                if block == 0 {
                    begin(head, panel, place)
                    if index + 1 < panels { prefetch(query, head, tiling.panel(index + 1, queries)) }
                }
                let isLast = visible.upperBound == seen
                if isLast { prefetch(ConstantFloats(output), head, panel) }
                add(packed, visible, panel, place)
                if isLast { finish(head, panel, place) }
            }
        }
    }

    /// Where the packed keys and values of a block are, which block, and how many keys.
    private struct PackedKeys {
        let start: MutableFloats
        let index: Int
        let count: Int
    }

    /// Where the numbers of a panel are.
    private struct PanelPlace {
        let queries: MutableFloats
        let outputs: MutableFloats
        let state: MutableFloats
        let scores: MutableFloats

        init(_ plan: AttentionPlan, _ room: MutableFloats, _ index: Int) {
            queries = room + index * plan.panelRoom
            outputs = room + (plan.outputsOffset + index * plan.panelRoom)
            state = room + (plan.statesOffset + index * plan.stateRoom)
            scores = room + plan.scoresOffset
        }
    }

    private func prefetch(_ rows: ConstantFloats, _ head: Int, _ panel: AttentionPanel) {
        let heads = tiling.shape.heads
        products.prefetch(
            rows + tiling.queryPlace(head / heads, head % heads, panel.queries.lowerBound),
            rows: panel.queries.count)
    }

    /// Packs the queries of a panel.
    private func begin(_ head: Int, _ panel: AttentionPanel, _ place: PanelPlace) {
        let s = tiling.shape
        products.packPanel(
            query + tiling.queryPlace(head / s.heads, head % s.heads, panel.queries.lowerBound), panel,
            factor: s.scale * Self.toBaseTwo, place.queries)
        let width = panel.vectors * tiling.vectorWidth
        place.state.update(repeating: -.infinity, count: width)
        (place.state + width).update(repeating: 0, count: width)
    }

    /// Adds what a block of keys gives to the outputs of a panel.
    private func add(
        _ packed: PackedKeys, _ keys: Range<Int>, _ panel: AttentionPanel, _ place: PanelPlace
    ) {
        let headSize = tiling.shape.headSize
        // (keys, headSize) x (headSize, queries)
        products.multiply(
            strips: packed.start, stripStride: tiling.stripRows * headSize, rows: keys.count,
            depth: headSize, panel: place.queries, vectors: panel.vectors, output: place.scores,
            accumulate: false)
        tiling.hideLater(place.scores, keys: keys, panel: panel)
        table.softmaxPanel(panel.vectors, keys.count, place.scores, place.state)
        if packed.index > 0 {
            let factors = place.state + 2 * panel.vectors * tiling.vectorWidth
            table.scalePanel(panel.vectors, headSize, factors, place.outputs)
        }
        // (headSize, keys) x (keys, queries)
        products.multiply(
            strips: packed.start + plan.valuesOffset, stripStride: tiling.stripRows * packed.count,
            rows: headSize, depth: keys.count, panel: place.scores, vectors: panel.vectors,
            output: place.outputs, accumulate: packed.index > 0)
    }

    /// Divides the outputs of a panel by their sums and writes them in their places.
    private func finish(_ head: Int, _ panel: AttentionPanel, _ place: PanelPlace) {
        let s = tiling.shape
        let width = panel.vectors * tiling.vectorWidth
        table.softmaxPanelEnd(panel.vectors, place.state)
        (logSumExp + (head * s.queries + panel.queries.lowerBound)).update(
            from: place.state, count: panel.queries.count)
        table.scalePanel(panel.vectors, s.headSize, place.state + 2 * width, place.outputs)
        let start = tiling.queryPlace(head / s.heads, head % s.heads, panel.queries.lowerBound)
        table.transposed(
            s.headSize, panel.queries.count, 1, place.outputs, width, output + start, tiling.rowStride,
            false)
    }

    /// What queries that see no key give.
    private func clear(_ head: Int, _ queries: Range<Int>) {
        let s = tiling.shape
        (logSumExp + (head * s.queries + queries.lowerBound)).update(
            repeating: -.infinity, count: queries.count)
        for i in queries {
            (output + tiling.queryPlace(head / s.heads, head % s.heads, i)).update(
                repeating: 0, count: s.headSize)
        }
    }
}
