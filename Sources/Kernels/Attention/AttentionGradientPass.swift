import KernelInterface

/// The tiles of one backward pass: for a part of the keys of a head, block of queries by block of queries.
///
///     S^T  = K Q^T,  d^T = V g^T             strips of keys, panels of queries; P^T and its gradient D^T from them
///     dQ^T += K^T D^T                        strips of K^T, panels of D^T as they are
///     dV   += P^T g,  dK += D^T Q            strips of P^T and D^T, transposed panel by panel; rows of g and Q
struct AttentionGradientPass: ~Copyable {
    let products: AttentionProducts
    let plan: AttentionGradientPlan
    let query: ConstantFloats
    let key: ConstantFloats
    let value: ConstantFloats
    let keyLengths: UnsafePointer<Int32>?
    let output: ConstantFloats
    let logSumExp: ConstantFloats
    let outputGradient: ConstantFloats
    let queryGradient: MutableFloats
    let keyGradient: MutableFloats
    let valueGradient: MutableFloats

    private var tiling: AttentionTiling { products.tiling }
    private var table: KernelTable { products.table }

    func run(_ head: Int, part: Int, worker: Int) {
        let s = tiling.shape
        let (sample, column) = (head / s.heads, head % s.heads)
        let room = products.scratch + plan.worker(worker)
        let blocks = plan.blocks(part)
        for j in blocks.lowerBound
            * tiling.keysPerBlock..<min(blocks.upperBound * tiling.keysPerBlock, s.keys)
        {
            let place = tiling.keyPlace(sample, column, j)
            (keyGradient + place).update(repeating: 0, count: s.headSize)
            (valueGradient + place).update(repeating: 0, count: s.headSize)
        }
        let result = part == 0 ? queryGradient : products.scratch + plan.partial(part)
        let length = keyLengths?[sample]
        if plan.packsFirst {
            for block in blocks {
                pack(packedKeys(head, part, block, seen: tiling.keys(length: length), room))
            }
        }
        for block in 0..<tiling.queryBlocks {
            let queries = tiling.queries(block)
            let seen = tiling.keys(queries, length: length)
            if tiling.keys(blocks.lowerBound, seen: seen).isEmpty {
                for i in queries {
                    (result + tiling.queryPlace(sample, column, i)).update(repeating: 0, count: s.headSize)
                }
                continue
            }
            packQueries(head, queries, room)
            for block in blocks {
                let keys = tiling.keys(block, seen: seen)
                if keys.isEmpty { break }
                let packed = packedKeys(
                    head, part, block, seen: plan.packsFirst ? tiling.keys(length: length) : seen, room)
                if !plan.packsFirst { pack(packed) }
                for index in 0..<tiling.panels(queries) {
                    addPanel(index, queries, keys, packed, first: block == blocks.lowerBound, room)
                }
                addToKeys(packed.start, keys, queries, room)
            }
            for index in 0..<tiling.panels(queries) {
                let panel = tiling.panel(index, queries)
                table.transposed(
                    s.headSize, panel.queries.count, 1,
                    room + (plan.queryGradient + index * tiling.panelRoom),
                    panel.vectors * tiling.vectorWidth,
                    result + tiling.queryPlace(sample, column, panel.queries.lowerBound), tiling.rowStride,
                    false)
            }
        }
    }

    private func packQueries(_ head: Int, _ queries: Range<Int>, _ room: MutableFloats) {
        let s = tiling.shape
        let start = tiling.queryPlace(head / s.heads, head % s.heads, queries.lowerBound)
        for index in 0..<tiling.panels(queries) {
            let panel = tiling.panel(index, queries)
            let place = start + index * tiling.panelWidth * tiling.rowStride
            products.packPanel(
                query + place, panel, factor: s.scale * AttentionPass.toBaseTwo,
                room + (plan.queryPanels + index * tiling.panelRoom))
            products.packPanel(
                outputGradient + place, panel, factor: 1,
                room + (plan.slopePanels + index * tiling.panelRoom))
            let state = room + (plan.states + index * 2 * tiling.panelWidth)
            let width = panel.vectors * tiling.vectorWidth
            state.update(repeating: 0, count: 2 * width)
            for i in 0..<panel.queries.count {
                let row = place + i * tiling.rowStride
                state[i] =
                    AttentionPass.toBaseTwo * logSumExp[head * s.queries + panel.queries.lowerBound + i]
                state[width + i] = table.dot(s.headSize, output + row, outputGradient + row)
            }
        }
        let stride = tiling.rowStride
        products.packRowPanels(
            query + start, stride: stride, rows: queries.count, columns: s.headSize, room + plan.queryRows)
        products.packRowPanels(
            outputGradient + start, stride: stride, rows: queries.count, columns: s.headSize,
            room + plan.slopeRows)
    }

    /// A block of keys and values: where its first key is, how many there are, and where they are packed.
    private struct PackedKeys {
        let start: Int
        let count: Int
        let keyStrips: MutableFloats
        let valueStrips: MutableFloats
        let keyHeadStrips: MutableFloats
    }

    private func packedKeys(_ head: Int, _ part: Int, _ block: Int, seen: Int, _ room: MutableFloats)
        -> PackedKeys
    {
        let heads = tiling.shape.heads
        let keys = tiling.keys(block, seen: seen)
        let place = room + plan.keys(block, part: part)
        return PackedKeys(
            start: tiling.keyPlace(head / heads, head % heads, keys.lowerBound), count: keys.count,
            keyStrips: place, valueStrips: place + tiling.keyStripsRoom,
            keyHeadStrips: place + 2 * tiling.keyStripsRoom)
    }

    private func pack(_ keys: PackedKeys) {
        let (stride, columns) = (tiling.rowStride, tiling.shape.headSize)
        products.packStrips(
            key + keys.start, stride: stride, rows: keys.count, columns: columns, keys.keyStrips)
        products.packStrips(
            value + keys.start, stride: stride, rows: keys.count, columns: columns, keys.valueStrips)
        products.packTransposedStrips(
            key + keys.start, stride: stride, rows: keys.count, columns: columns, keys.keyHeadStrips)
    }

    /// The probabilities of a block of keys and a panel of queries, and their gradient: packed as strips, and added to the
    /// gradient of the queries.
    private func addPanel(
        _ index: Int, _ queries: Range<Int>, _ keys: Range<Int>, _ packed: PackedKeys, first: Bool,
        _ room: MutableFloats
    ) {
        let s = tiling.shape
        let panel = tiling.panel(index, queries)
        let place = index * tiling.panelRoom
        let (scores, gradient) = (room + plan.scores, room + plan.scoreGradient)
        let stripStride = tiling.stripRows * s.headSize
        products.multiply(
            strips: packed.keyStrips, stripStride: stripStride, rows: keys.count, depth: s.headSize,
            panel: room + (plan.queryPanels + place), vectors: panel.vectors, output: scores,
            accumulate: false)
        tiling.hideLater(scores, keys: keys, panel: panel)
        products.multiply(
            strips: packed.valueStrips, stripStride: stripStride, rows: keys.count, depth: s.headSize,
            panel: room + (plan.slopePanels + place), vectors: panel.vectors, output: gradient,
            accumulate: false)
        table.softmaxPanelGradient(
            panel.vectors, keys.count, s.scale, scores, gradient,
            room + (plan.states + index * 2 * tiling.panelWidth))
        // (headSize, keys) x (keys, queries)
        products.multiply(
            strips: packed.keyHeadStrips, stripStride: tiling.stripRows * packed.count, rows: s.headSize,
            depth: keys.count, panel: gradient, vectors: panel.vectors,
            output: room + (plan.queryGradient + place), accumulate: !first)
        let width = panel.vectors * tiling.vectorWidth
        let column = panel.queries.lowerBound - queries.lowerBound
        for row in stride(from: 0, to: keys.count, by: tiling.stripRows) {
            let (count, strip) = (
                min(tiling.stripRows, keys.count - row),
                row / tiling.stripRows * plan.transposedStride(queries) + column * tiling.stripRows
            )
            table.transposed(
                count, panel.queries.count, 1, scores + row * width, width, room + (plan.scoreStrips + strip),
                tiling.stripRows, true)
            table.transposed(
                count, panel.queries.count, 1, gradient + row * width, width,
                room + (plan.gradientStrips + strip), tiling.stripRows, true)
            prefetch(row..<row + count, packed.start, part: index, of: tiling.panels(queries))
        }
    }

    /// Asks for a part of the rows that will be written after all panels.
    private func prefetch(_ rows: Range<Int>, _ start: Int, part: Int, of parts: Int) {
        let row = rows.lowerBound + rows.count * part / parts
        let count = rows.lowerBound + rows.count * (part + 1) / parts - row
        let place = start + row * tiling.rowStride
        products.prefetch(keyGradient + place, rows: count)
        products.prefetch(valueGradient + place, rows: count)
    }

    /// Adds what a block of queries gives to the gradients of a block of keys and values.
    private func addToKeys(_ start: Int, _ keys: Range<Int>, _ queries: Range<Int>, _ room: MutableFloats) {
        // (keys, queries) x (queries, headSize)
        products.multiplyRows(
            strips: room + plan.scoreStrips, stripStride: plan.transposedStride(queries), rows: keys.count,
            depth: queries.count,
            panels: room + plan.slopeRows,
            columns: tiling.shape.headSize, addTo: valueGradient + start)
        products.multiplyRows(
            strips: room + plan.gradientStrips, stripStride: plan.transposedStride(queries), rows: keys.count,
            depth: queries.count,
            panels: room + plan.queryRows, columns: tiling.shape.headSize, addTo: keyGradient + start)
    }
}
