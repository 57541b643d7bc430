import KernelInterface

extension Compute {
    /// `output = (accumulate ? output : 0) + rows * right + bias` for `columns` columns; see `Blocking`.
    func multiply<Rows: ProductRows>(
        _ rows: Rows, _ right: RightSide, columns: Int, blocks: DepthBlocks, accumulate: Bool,
        bias: ConstantFloats?
    ) {
        let panels = Panels(columns: columns, vectorWidth: kernels.table.vectorWidth)
        let isSmall = rows.count * columns * blocks.depth <= Blocking.worthwhile
        let product = PackedMultiplication(
            compute: isSmall ? Compute(kernels: kernels, threads: 1) : self, isSmall: isSmall, rows: rows,
            right: right, panels: panels, blocks: blocks, accumulate: accumulate, bias: bias)
        if rows.count <= Blocking.shortRows && panels.count >= Blocking.fewPanels {
            product.runShort()
        } else {
            product.runTall()
        }
    }
}

/// A product that is about to be done.
private struct PackedMultiplication<Rows: ProductRows> {
    let compute: Compute
    /// Whether it is not worth sharing out.
    let isSmall: Bool
    let rows: Rows
    let right: RightSide
    let panels: Panels
    let blocks: DepthBlocks
    let accumulate: Bool
    let bias: ConstantFloats?

    private var table: KernelTable { compute.kernels.table }

    /// Whether both sides become pairs of `bfloat16` numbers.
    private var pairs: KernelTable.PairLinesFunction? {
        right.elementType == .bfloat16 ? table.pairLines : nil
    }

    private func packRight(_ block: DepthBlock, _ panel: Panel, into destination: MutableFloats) {
        right.pack(block, panel, table, into: destination)
        pairs?(block.depth, panel.width, destination)
    }

    private func packLeft(_ places: RowPlaces, _ block: DepthBlock, into strips: MutableFloats) {
        rows.pack(places, block, table, into: strips)
        guard let pairs else { return }
        for row in stride(from: 0, to: places.count, by: table.stripRows) {
            pairs(block.depth, table.stripRows, strips + row * block.depth)
        }
    }

    /// Numbers of a group's strips for one step of the depth.
    private var groupWidth: Int { (rows.groupRows + table.stripRows - 1) / table.stripRows * table.stripRows }

    /// Packs the right side for all, as many blocks as there is room for; then tasks of rows, or, where those are few,
    /// of rows and panels.
    func runTall() {
        let blocksAtOnce = min(max(Blocking.shared / max(blocks.longest * panels.width, 1), 1), blocks.count)
        let parts =
            isSmall ? 1 : min((Blocking.tasks + rows.groupCount - 1) / rows.groupCount, panels.count)
        let tasks = rows.groupCount * parts
        let shared = Blocking.lines(blocks.longest * blocksAtOnce * panels.width)
        let strips = Blocking.lines(groupWidth * blocks.longest)
        let copy = Blocking.lines(rows.copyRoom)
        let room = strips + copy + RowPlaces.room(rows.groupRows)
        let scratch = Scratch(shared + room * min(compute.threads, tasks))
        let packed = scratch.floats

        for first in stride(from: 0, to: blocks.count, by: blocksAtOnce) {
            let chunk = first..<min(first + blocksAtOnce, blocks.count)
            let (start, depth) = (blocks[first].start, blocks.depth(chunk))
            compute.forEachTile(panels.count) { (index: Int, _: Int) in
                let panel = panels[index]
                for block in chunk {
                    let block = blocks[block]
                    packRight(
                        block, panel,
                        into: packed + (panel.column * depth + (block.start - start) * panel.width))
                }
            }
            compute.forEachTile(tasks) { (task: Int, worker: Int) in
                let (group, part) = (task / parts, task % parts)
                let range = part * panels.count / parts..<(part + 1) * panels.count / parts
                let own = packed + (shared + worker * room)
                let places = RowPlaces(capacity: rows.groupRows, in: own + (strips + copy))
                rows.place(group: group, copy: own + strips, in: places)
                for block in chunk {
                    let block = blocks[block]
                    let inPlace = pairs == nil && panels.columns <= Blocking.unpackedColumns
                    let windows = inPlace ? rows.inPlace(places, block) : nil
                    if windows == nil { packLeft(places, block, into: own) }
                    for index in range {
                        let panel = panels[index]
                        let from = packed + (panel.column * depth + (block.start - start) * panel.width)
                        if let windows {
                            sweep(places, windows, from, block, panel)
                            continue
                        }
                        // Where panels have the same width, the next one is that far away.
                        let ahead = Ahead(
                            start: from + panel.width * depth, rows: panel.width * block.depth / 16,
                            stride: 64,
                            lines: 1)
                        sweep(
                            places, own, from, block, panel, ahead: index + 1 < range.upperBound ? ahead : nil
                        )
                    }
                }
            }
        }
    }

    /// Packs the left side for all, as many blocks as there is room for; then tasks of panels.
    func runShort() {
        let width = groupWidth * rows.groupCount
        let blocksAtOnce = min(max(Blocking.shared / max(blocks.longest * width, 1), 1), blocks.count)
        let shared = Blocking.lines(blocks.longest * blocksAtOnce * width)
        let places = RowPlaces.room(rows.groupRows)
        // Each task has the same number of panels, if there are several.
        let parts = min(Blocking.tasks, panels.count)
        let own = Blocking.lines(max(panels.widest * blocks.longest, rows.copyRoom))
        let scratch = Scratch(shared + places * rows.groupCount + own * compute.threads)
        let packed = scratch.floats
        let placesStart = packed + shared
        let ownStart = placesStart + places * rows.groupCount

        for first in stride(from: 0, to: blocks.count, by: blocksAtOnce) {
            let chunk = first..<min(first + blocksAtOnce, blocks.count)
            let start = blocks[first].start
            func strips(_ block: DepthBlock, _ group: Int) -> MutableFloats {
                packed + ((block.start - start) * width + group * groupWidth * block.depth)
            }
            func placesOf(_ group: Int) -> RowPlaces {
                RowPlaces(capacity: rows.groupRows, in: placesStart + group * places)
            }
            compute.forEachTile(rows.groupCount) { (group: Int, worker: Int) in
                let places = placesOf(group)
                rows.place(group: group, copy: ownStart + worker * own, in: places)
                for block in chunk { packLeft(places, blocks[block], into: strips(blocks[block], group)) }
            }
            compute.forEachTile(parts) { (part: Int, worker: Int) in
                let range = part * panels.count / parts..<(part + 1) * panels.count / parts
                let packedPanel = ownStart + worker * own
                for position in chunk {
                    let block = blocks[position]
                    for index in range {
                        let panel = panels[index]
                        packRight(block, panel, into: packedPanel)
                        let ahead =
                            index + 1 < range.upperBound
                            ? right.ahead(block, panels[index + 1])
                            : position + 1 < chunk.upperBound
                                ? right.ahead(blocks[position + 1], panels[range.lowerBound]) : nil
                        for group in 0..<rows.groupCount {
                            sweep(
                                placesOf(group), strips(block, group), packedPanel, block, panel,
                                ahead: group == 0 ? ahead : nil)
                        }
                    }
                }
            }
        }
    }

    /// Multiplies the placed rows, where they lie, with one panel.
    private func sweep(
        _ places: RowPlaces, _ windows: StripPacking, _ packedPanel: MutableFloats, _ block: DepthBlock,
        _ panel: Panel
    ) {
        var product = WindowProduct(
            tile: tile(places, packedPanel, packedPanel, block, panel), windows)
        var left = places.count
        while left > 0 {
            product.tile.validRows = min(table.stripRows, left)
            table.windowProduct(panel.vectors, &product)
            product.rows += table.stripRows
            product.tile.outputs += table.stripRows
            left -= table.stripRows
        }
    }

    /// The first tile of a panel, without its rows.
    private func tile(
        _ places: RowPlaces, _ strips: MutableFloats, _ packedPanel: MutableFloats, _ block: DepthBlock,
        _ panel: Panel
    ) -> PackedProduct {
        PackedProduct(
            strip: strips, panel: packedPanel, depth: pairs == nil ? block.depth : (block.depth + 1) / 2,
            outputs: UnsafePointer(places.outputs),
            outputOffset: panel.column, validRows: 0, validColumns: panel.validColumns,
            accumulate: accumulate || block.start > 0,
            bias: block.start > 0 ? nil : bias.map { $0 + panel.column })
    }

    /// Multiplies the strips of the placed rows with one panel.
    private func sweep(
        _ places: RowPlaces, _ strips: MutableFloats, _ packedPanel: MutableFloats, _ block: DepthBlock,
        _ panel: Panel, ahead: Ahead?
    ) {
        var tile = tile(places, strips, packedPanel, block, panel)
        tile.ahead = ahead
        let product = pairs == nil ? table.packedProduct : table.pairProduct ?? table.packedProduct
        table.sweep(&tile, rows: places.count, vectors: panel.vectors, depth: block.depth, product)
    }
}

extension KernelTable {
    /// Multiplies strips of `rows` rows, one after the other from those of `tile` on, with its panel. Each brings its
    /// share of what is read after all of them.
    func sweep(_ tile: inout PackedProduct, rows: Int, vectors: Int) {
        sweep(&tile, rows: rows, vectors: vectors, depth: tile.depth, packedProduct)
    }

    /// As `sweep`, with strips of `depth` lines, of which the tile may use fewer, by `product`.
    func sweep(
        _ tile: inout PackedProduct, rows: Int, vectors: Int, depth: Int, _ product: PackedProductFunction
    ) {
        let strips = (rows + stripRows - 1) / stripRows
        var rowsAhead = tile.ahead?.rows ?? 0
        let share = (rowsAhead + strips - 1) / max(strips, 1)
        var left = rows
        while left > 0 {
            tile.validRows = min(stripRows, left)
            tile.ahead?.rows = min(share, rowsAhead)
            product(vectors, &tile)
            tile.strip += stripRows * depth
            tile.outputs += stripRows
            left -= stripRows
            if let ahead = tile.ahead {
                tile.ahead?.start = ahead.start + ahead.rows * ahead.stride
                rowsAhead -= ahead.rows
            }
        }
    }
}
