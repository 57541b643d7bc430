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

/// Transposes squares of four by four, which vectors do without loops.
private func packColumns(
    _ depth: Range<Int>, _ panel: Panel, width: Int, _ start: ConstantFloats, _ stride: Int,
    _ destination: MutableFloats
) {
    var j = 0
    while j + 4 <= panel.validColumns {
        let column0 = start + j * stride
        let column1 = column0 + stride
        let column2 = column1 + stride
        let column3 = column2 + stride
        var to = destination + j
        var k = depth.lowerBound
        while k + 4 <= depth.upperBound {
            let a = load(column0 + k)
            let b = load(column1 + k)
            let c = load(column2 + k)
            let d = load(column3 + k)
            save(SIMD4(a.x, b.x, c.x, d.x), to)
            save(SIMD4(a.y, b.y, c.y, d.y), to + width)
            save(SIMD4(a.z, b.z, c.z, d.z), to + 2 * width)
            save(SIMD4(a.w, b.w, c.w, d.w), to + 3 * width)
            to += 4 * width
            k += 4
        }
        while k < depth.upperBound {
            save(SIMD4(column0[k], column1[k], column2[k], column3[k]), to)
            to += width
            k += 1
        }
        j += 4
    }
    while j < width {
        let column = start + j * stride
        for k in depth {
            destination[(k - depth.lowerBound) * width + j] = j < panel.validColumns ? column[k] : 0
        }
        j += 1
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
