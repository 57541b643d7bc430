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
        let sample = head / s.heads
        let queries = tiling.queries(block)
        let room = products.scratch + plan.worker(worker)
        let (outputs, states) = (room + plan.outputsOffset, room + plan.statesOffset)
        let scores = room + plan.scoresOffset
        let panels = tiling.panels(queries)
        let seen = tiling.keys(queries, length: keyLengths?[sample])
        guard seen > 0 else { return clear(head, queries) }

        for index in 0..<panels {
            let panel = tiling.panel(index, queries)
            products.packPanel(
                query + tiling.queryPlace(sample, head % s.heads, panel.queries.lowerBound), panel,
                factor: s.scale * Self.toBaseTwo, room + index * tiling.panelRoom)
            let state = states + index * 3 * tiling.panelWidth
            let width = panel.vectors * tiling.vectorWidth
            state.update(repeating: -.infinity, count: width)
            (state + width).update(repeating: 0, count: width)
        }
        for block in 0..<tiling.keyBlocks {
            let keys = tiling.keys(block, seen: seen)
            if keys.isEmpty { break }
            let packed: MutableFloats
            if plan.packsFirst {
                packed = products.scratch + (slot + block) * plan.blockRoom
            } else {
                packed = room + plan.keysOffset
                pack(head, keys, packed)
            }
            // Strips of values are as long as the block was when it was packed.
            let length =
                plan.packsFirst
                ? tiling.keys(block, seen: tiling.keys(length: keyLengths?[sample])).count : keys.count
            for index in 0..<panels {
                let panel = tiling.panel(index, queries)
                let visible = tiling.keys(
                    block, seen: tiling.keys(panel.queries, length: keyLengths?[sample]))
                if visible.isEmpty { continue }
                let (place, state) = (index * tiling.panelRoom, states + index * 3 * tiling.panelWidth)
                // (keys, headSize) x (headSize, queries)
                products.multiply(
                    strips: packed, stripStride: tiling.stripRows * s.headSize, rows: visible.count,
                    depth: s.headSize, panel: room + place, vectors: panel.vectors, output: scores,
                    accumulate: false)
                tiling.hideLater(scores, keys: visible, panel: panel)
                table.softmaxPanel(panel.vectors, visible.count, scores, state)
                if block > 0 {
                    let factors = state + 2 * panel.vectors * tiling.vectorWidth
                    table.scalePanel(panel.vectors, s.headSize, factors, outputs + place)
                }
                // (headSize, keys) x (keys, queries)
                products.multiply(
                    strips: packed + plan.valuesOffset, stripStride: tiling.stripRows * length,
                    rows: s.headSize,
                    depth: visible.count, panel: scores, vectors: panel.vectors, output: outputs + place,
                    accumulate: block > 0)
            }
        }
        for index in 0..<panels {
            finish(
                head, tiling.panel(index, queries), outputs + index * tiling.panelRoom,
                states + index * 3 * tiling.panelWidth)
        }
    }

    /// Divides the outputs of a panel by their sums and writes them in their places.
    private func finish(
        _ head: Int, _ panel: AttentionPanel, _ outputs: MutableFloats, _ state: MutableFloats
    ) {
        let s = tiling.shape
        let width = panel.vectors * tiling.vectorWidth
        table.softmaxPanelEnd(panel.vectors, state)
        (logSumExp + (head * s.queries + panel.queries.lowerBound)).update(
            from: state, count: panel.queries.count)
        table.scalePanel(panel.vectors, s.headSize, state + 2 * width, outputs)
        let place = tiling.queryPlace(head / s.heads, head % s.heads, panel.queries.lowerBound)
        table.transposed(
            s.headSize, panel.queries.count, 1, outputs, width, output + place, tiling.rowStride)
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
