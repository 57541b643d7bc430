import KernelInterface

/// The left side `[count, depth]` of a matrix product, or, if `transposed`, `[depth, count]`.
struct MatrixRows: ProductRows {
    let count: Int
    let groupRows: Int
    private let start: ConstantFloats
    private let stride: Int
    private let transposed: Bool
    private let output: MutableFloats
    private let outputStride: Int

    /// Strides are the distances between rows as stored.
    init(
        count: Int, start: ConstantFloats, stride: Int, transposed: Bool, output: MutableFloats,
        outputStride: Int
    ) {
        self.count = count
        self.start = start
        self.stride = stride
        self.transposed = transposed
        self.output = output
        self.outputStride = outputStride
        let most = min(max(count / Blocking.tasks, Blocking.fewRows), Blocking.rows)
        let groups = max((count + most - 1) / most, 1)
        // Groups of the same size, and as many as two or four threads share evenly, the fewer the better.
        func rows(_ groups: Int) -> Int { ((count + groups - 1) / groups + 11) / 12 * 12 }
        let (fewer, more) = (groups / 4 * 4, (groups + 3) / 4 * 4)
        if groups <= 4 {
            groupRows = rows(groups)
        } else if rows(fewer) <= Blocking.mostRows && rows(fewer) * fewer <= rows(more) * more {
            groupRows = rows(fewer)
        } else {
            groupRows = rows(more)
        }
    }

    var groupCount: Int { (count + groupRows - 1) / groupRows }

    var copyRoom: Int { 0 }

    func place(group: Int, copy: MutableFloats, in places: RowPlaces) {
        let first = group * groupRows
        places.clear()
        places.header.pointee.first = first
        for row in first..<min(first + groupRows, count) {
            places.append(row: transposed ? start : start + row * stride, output: output + row * outputStride)
        }
        places.close()
    }

    func inPlace(_ places: RowPlaces, _ block: DepthBlock) -> StripPacking? {
        guard !transposed && stride <= Blocking.unpackedStride else { return nil }
        return packing(places, block, into: output)
    }

    private func packing(_ places: RowPlaces, _ block: DepthBlock, into strips: MutableFloats) -> StripPacking
    {
        StripPacking(
            rows: UnsafePointer(places.rows), offset: block.channels.lowerBound, segmentRows: 1,
            segmentColumns: 1, rowStride: 0, columnStride: 0, length: block.depth, strip: strips)
    }

    func pack(_ places: RowPlaces, _ block: DepthBlock, _ table: KernelTable, into strips: MutableFloats) {
        if transposed {
            let first = places.header.pointee.first
            packColumns(first..<first + places.count, block.channels, table, into: strips)
            return
        }
        var packing = packing(places, block, into: strips)
        for row in Swift.stride(from: 0, to: places.count, by: table.stripRows) {
            packing.rows = UnsafePointer(places.rows + row)
            packing.strip = strips + row * block.depth
            table.packStrip(&packing)
        }
    }

    /// Packs the columns `rows` of a transposed left side, steps `depth`.
    func packColumns(
        _ rows: Range<Int>, _ depth: Range<Int>, _ table: KernelTable, into strips: MutableFloats
    ) {
        var packing = PanelPacking(
            source: UnsafeRawPointer(start), elementType: .float32, lines: depth.count, lineStride: stride,
            columnStride: 1, validColumns: 0, width: table.stripRows, taps: 1, panel: strips)
        for row in Swift.stride(from: rows.lowerBound, to: rows.upperBound, by: table.stripRows) {
            packing.source = UnsafeRawPointer(start + (depth.lowerBound * stride + row))
            packing.validColumns = min(table.stripRows, rows.upperBound - row)
            packing.panel = strips + (row - rows.lowerBound) * depth.count
            table.packPanel(&packing)
        }
    }
}
