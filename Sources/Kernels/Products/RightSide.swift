import KernelInterface

/// Where the right side of a product, `[depth, columns]`, is read from.
enum RightSide {
    /// Row after row, `stride` apart.
    case rows(ConstantFloats, stride: Int)
    /// Column after column, `stride` apart.
    case columns(ConstantFloats, stride: Int)
    /// Rows at places of their own.
    case scattered((Int) -> ConstantFloats)

    /// The columns from `column` on.
    func from(column: Int) -> RightSide {
        switch self {
        case .rows(let start, let stride): .rows(start + column, stride: stride)
        case .columns(let start, let stride): .columns(start + column * stride, stride: stride)
        case .scattered(let row): .scattered { row($0) + column }
        }
    }

    /// Copies rows `depth` of one panel to `destination`, row after row.
    func pack(_ depth: Range<Int>, _ panel: Panel, width: Int, _ destination: MutableFloats) {
        switch self {
        case .rows(let start, let stride):
            packRows(depth, panel, width: width, destination) { start + $0 * stride }
        case .scattered(let row):
            packRows(depth, panel, width: width, destination, row)
        case .columns(let start, let stride):
            packColumns(depth, panel, width: width, start + panel.column * stride, stride, destination)
        }
    }
}

private func packRows(
    _ depth: Range<Int>, _ panel: Panel, width: Int, _ destination: MutableFloats,
    _ row: (Int) -> ConstantFloats
) {
    var to = destination
    for k in depth {
        to.update(from: row(k) + panel.column, count: panel.validColumns)
        for j in panel.validColumns..<width { to[j] = 0 }
        to += width
    }
}

/// Transposes squares of four by four, which vectors do without loops: along a cache line of four columns, then the
/// next four columns, so that lines are read once and written together.
private func packColumns(
    _ depth: Range<Int>, _ panel: Panel, width: Int, _ start: ConstantFloats, _ stride: Int,
    _ destination: MutableFloats
) {
    let squares = panel.validColumns / 4 * 4
    let whole = depth.count / 4 * 4
    for line in Swift.stride(from: 0, to: whole, by: 16) {
        let end = min(line + 16, whole)
        for j in Swift.stride(from: 0, to: squares, by: 4) {
            let column0 = start + (j * stride + depth.lowerBound)
            let column1 = column0 + stride
            let column2 = column1 + stride
            let column3 = column2 + stride
            var to = destination + (line * width + j)
            for k in Swift.stride(from: line, to: end, by: 4) {
                let a = load(column0 + k)
                let b = load(column1 + k)
                let c = load(column2 + k)
                let d = load(column3 + k)
                save(SIMD4(a.x, b.x, c.x, d.x), to)
                save(SIMD4(a.y, b.y, c.y, d.y), to + width)
                save(SIMD4(a.z, b.z, c.z, d.z), to + 2 * width)
                save(SIMD4(a.w, b.w, c.w, d.w), to + 3 * width)
                to += 4 * width
            }
        }
    }
    for j in 0..<width {
        let column = start + (j * stride + depth.lowerBound)
        if j >= panel.validColumns {
            for k in 0..<depth.count { destination[k * width + j] = 0 }
        } else {
            for k in (j < squares ? whole : 0)..<depth.count { destination[k * width + j] = column[k] }
        }
    }
}

@inline(__always)
private func load(_ pointer: ConstantFloats) -> SIMD4<Float> {
    UnsafeRawPointer(pointer).loadUnaligned(as: SIMD4<Float>.self)
}

@inline(__always)
private func save(_ vector: SIMD4<Float>, _ pointer: MutableFloats) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: vector, as: SIMD4<Float>.self)
}
