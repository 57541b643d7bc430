import KernelInterface

/// A row of a tile: one to four vectors side by side.
private protocol VectorRow {
    static var width: Int { get }
    init()
    init(_ pointer: ConstantFloats)
    mutating func add(_ factor: Float, _ other: Self)
    mutating func add(_ other: Self)
    func store(_ pointer: MutableFloats)
}

private struct Row1: VectorRow {
    var a = Vector()

    @inline(__always) static var width: Int { 1 * Vector.scalarCount }

    @inline(__always) init() {}

    @inline(__always) init(_ pointer: ConstantFloats) {
        a = load(pointer)
    }

    @inline(__always) mutating func add(_ factor: Float, _ other: Self) {
        let factor = Vector(repeating: factor)
        a = multiplyAdd(factor, other.a, a)
    }

    @inline(__always) mutating func add(_ other: Self) {
        a += other.a
    }

    @inline(__always) func store(_ pointer: MutableFloats) {
        save(a, pointer)
    }
}

private struct Row2: VectorRow {
    var a = Vector()
    var b = Vector()

    @inline(__always) static var width: Int { 2 * Vector.scalarCount }

    @inline(__always) init() {}

    @inline(__always) init(_ pointer: ConstantFloats) {
        a = load(pointer)
        b = load(pointer + Vector.scalarCount)
    }

    @inline(__always) mutating func add(_ factor: Float, _ other: Self) {
        let factor = Vector(repeating: factor)
        a = multiplyAdd(factor, other.a, a)
        b = multiplyAdd(factor, other.b, b)
    }

    @inline(__always) mutating func add(_ other: Self) {
        a += other.a
        b += other.b
    }

    @inline(__always) func store(_ pointer: MutableFloats) {
        save(a, pointer)
        save(b, pointer + Vector.scalarCount)
    }
}

#if VECTOR_16 || arch(arm64)
    private struct Row4: VectorRow {
        var a = Vector()
        var b = Vector()
        var c = Vector()
        var d = Vector()

        @inline(__always) static var width: Int { 4 * Vector.scalarCount }

        @inline(__always) init() {}

        @inline(__always) init(_ pointer: ConstantFloats) {
            a = load(pointer)
            b = load(pointer + Vector.scalarCount)
            c = load(pointer + 2 * Vector.scalarCount)
            d = load(pointer + 3 * Vector.scalarCount)
        }

        @inline(__always) mutating func add(_ factor: Float, _ other: Self) {
            let factor = Vector(repeating: factor)
            a = multiplyAdd(factor, other.a, a)
            b = multiplyAdd(factor, other.b, b)
            c = multiplyAdd(factor, other.c, c)
            d = multiplyAdd(factor, other.d, d)
        }

        @inline(__always) mutating func add(_ other: Self) {
            a += other.a
            b += other.b
            c += other.c
            d += other.d
        }

        @inline(__always) func store(_ pointer: MutableFloats) {
            save(a, pointer)
            save(b, pointer + Vector.scalarCount)
            save(c, pointer + 2 * Vector.scalarCount)
            save(d, pointer + 3 * Vector.scalarCount)
        }
    }
#endif

@inline(__always)
private func load(_ pointer: ConstantFloats) -> Vector {
    UnsafeRawPointer(pointer).loadUnaligned(as: Vector.self)
}

@inline(__always)
private func save(_ vector: Vector, _ pointer: MutableFloats) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: vector, as: Vector.self)
}

@inline(__always)
private func multiplyAdd(_ a: Vector, _ b: Vector, _ c: Vector) -> Vector {
    #if FMA || arch(arm64)
        c.addingProduct(a, b)
    #else
        c + a * b
    #endif
}

/// Writes the sums of one row of a tile.
@inline(__always)
private func finish<Row: VectorRow>(_ sums: Row, _ index: Int, _ tile: RowsProduct) {
    guard index < tile.validRows else { return }
    write(sums, tile.outputs[index] + tile.outputOffset, tile.validColumns, tile.accumulate, tile.bias)
}

@inline(__always)
private func finish<Row: VectorRow>(_ sums: Row, _ index: Int, _ tile: OuterProduct) {
    guard index < tile.validRows else { return }
    write(sums, tile.output + index * tile.outputStride, tile.validColumns, tile.accumulate, nil)
}

@inline(__always)
private func write<Row: VectorRow>(
    _ sums: Row, _ output: MutableFloats, _ columns: Int, _ accumulate: Bool, _ bias: ConstantFloats?
) {
    var sums = sums
    if columns == Row.width {
        if let bias { sums.add(Row(bias)) }
        if accumulate { sums.add(Row(output)) }
        sums.store(output)
    } else {
        withUnsafeBytes(of: &sums) { bytes in
            let numbers = bytes.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: Float.self)
            for j in 0..<columns {
                var value = numbers[j]
                if let bias { value += bias[j] }
                if accumulate { value += output[j] }
                output[j] = value
            }
        }
    }
}

/// 1 rows: the accumulators of all of them stay in registers over the whole sum.
@inline(__always)
private func rowsProduct1<Row: VectorRow>(_ tile: RowsProduct, _: Row.Type) {
    var c0 = Row()
    var b = tile.panel
    for segment in 0..<tile.segments {
        let offset = tile.rowOffset + segment * tile.segmentStride
        let a0 = tile.rows[0] + offset
        for k in 0..<tile.length {
            let row = Row(b)
            c0.add(a0[k], row)
            b += tile.panelStride
        }
    }
    finish(c0, 0, tile)
}

/// 6 rows: the accumulators of all of them stay in registers over the whole sum.
@inline(__always)
private func rowsProduct6<Row: VectorRow>(_ tile: RowsProduct, _: Row.Type) {
    var c0 = Row()
    var c1 = Row()
    var c2 = Row()
    var c3 = Row()
    var c4 = Row()
    var c5 = Row()
    var b = tile.panel
    for segment in 0..<tile.segments {
        let offset = tile.rowOffset + segment * tile.segmentStride
        let a0 = tile.rows[0] + offset
        let a1 = tile.rows[1] + offset
        let a2 = tile.rows[2] + offset
        let a3 = tile.rows[3] + offset
        let a4 = tile.rows[4] + offset
        let a5 = tile.rows[5] + offset
        for k in 0..<tile.length {
            let row = Row(b)
            c0.add(a0[k], row)
            c1.add(a1[k], row)
            c2.add(a2[k], row)
            c3.add(a3[k], row)
            c4.add(a4[k], row)
            c5.add(a5[k], row)
            b += tile.panelStride
        }
    }
    finish(c0, 0, tile)
    finish(c1, 1, tile)
    finish(c2, 2, tile)
    finish(c3, 3, tile)
    finish(c4, 4, tile)
    finish(c5, 5, tile)
}

/// 12 rows: the accumulators of all of them stay in registers over the whole sum.
@inline(__always)
private func rowsProduct12<Row: VectorRow>(_ tile: RowsProduct, _: Row.Type) {
    var c0 = Row()
    var c1 = Row()
    var c2 = Row()
    var c3 = Row()
    var c4 = Row()
    var c5 = Row()
    var c6 = Row()
    var c7 = Row()
    var c8 = Row()
    var c9 = Row()
    var c10 = Row()
    var c11 = Row()
    var b = tile.panel
    for segment in 0..<tile.segments {
        let offset = tile.rowOffset + segment * tile.segmentStride
        let a0 = tile.rows[0] + offset
        let a1 = tile.rows[1] + offset
        let a2 = tile.rows[2] + offset
        let a3 = tile.rows[3] + offset
        let a4 = tile.rows[4] + offset
        let a5 = tile.rows[5] + offset
        let a6 = tile.rows[6] + offset
        let a7 = tile.rows[7] + offset
        let a8 = tile.rows[8] + offset
        let a9 = tile.rows[9] + offset
        let a10 = tile.rows[10] + offset
        let a11 = tile.rows[11] + offset
        for k in 0..<tile.length {
            let row = Row(b)
            c0.add(a0[k], row)
            c1.add(a1[k], row)
            c2.add(a2[k], row)
            c3.add(a3[k], row)
            c4.add(a4[k], row)
            c5.add(a5[k], row)
            c6.add(a6[k], row)
            c7.add(a7[k], row)
            c8.add(a8[k], row)
            c9.add(a9[k], row)
            c10.add(a10[k], row)
            c11.add(a11[k], row)
            b += tile.panelStride
        }
    }
    finish(c0, 0, tile)
    finish(c1, 1, tile)
    finish(c2, 2, tile)
    finish(c3, 3, tile)
    finish(c4, 4, tile)
    finish(c5, 5, tile)
    finish(c6, 6, tile)
    finish(c7, 7, tile)
    finish(c8, 8, tile)
    finish(c9, 9, tile)
    finish(c10, 10, tile)
    finish(c11, 11, tile)
}

/// 1 rows; numbers of `a` past the valid rows are not read, the last valid one stands in for them.
@inline(__always)
private func outerProduct1<Row: VectorRow>(_ tile: OuterProduct, _: Row.Type) {
    var c0 = Row()
    for batch in 0..<tile.batches {
        for segment in 0..<tile.segments {
            var a = tile.a + (batch * tile.aStrides.batch + segment * tile.aStrides.segment)
            var b = tile.b + (batch * tile.bStrides.batch + segment * tile.bStrides.segment)
            for _ in 0..<tile.length {
                let row = Row(b)
                c0.add(a[0], row)
                a += tile.aStrides.step
                b += tile.bStrides.step
            }
        }
    }
    finish(c0, 0, tile)
}

/// 6 rows; numbers of `a` past the valid rows are not read, the last valid one stands in for them.
@inline(__always)
private func outerProduct6<Row: VectorRow>(_ tile: OuterProduct, _: Row.Type) {
    var c0 = Row()
    var c1 = Row()
    var c2 = Row()
    var c3 = Row()
    var c4 = Row()
    var c5 = Row()
    let last = tile.validRows - 1
    let i1 = min(1, last)
    let i2 = min(2, last)
    let i3 = min(3, last)
    let i4 = min(4, last)
    let i5 = min(5, last)
    for batch in 0..<tile.batches {
        for segment in 0..<tile.segments {
            var a = tile.a + (batch * tile.aStrides.batch + segment * tile.aStrides.segment)
            var b = tile.b + (batch * tile.bStrides.batch + segment * tile.bStrides.segment)
            for _ in 0..<tile.length {
                let row = Row(b)
                c0.add(a[0], row)
                c1.add(a[i1], row)
                c2.add(a[i2], row)
                c3.add(a[i3], row)
                c4.add(a[i4], row)
                c5.add(a[i5], row)
                a += tile.aStrides.step
                b += tile.bStrides.step
            }
        }
    }
    finish(c0, 0, tile)
    finish(c1, 1, tile)
    finish(c2, 2, tile)
    finish(c3, 3, tile)
    finish(c4, 4, tile)
    finish(c5, 5, tile)
}

/// 12 rows; numbers of `a` past the valid rows are not read, the last valid one stands in for them.
@inline(__always)
private func outerProduct12<Row: VectorRow>(_ tile: OuterProduct, _: Row.Type) {
    var c0 = Row()
    var c1 = Row()
    var c2 = Row()
    var c3 = Row()
    var c4 = Row()
    var c5 = Row()
    var c6 = Row()
    var c7 = Row()
    var c8 = Row()
    var c9 = Row()
    var c10 = Row()
    var c11 = Row()
    let last = tile.validRows - 1
    let i1 = min(1, last)
    let i2 = min(2, last)
    let i3 = min(3, last)
    let i4 = min(4, last)
    let i5 = min(5, last)
    let i6 = min(6, last)
    let i7 = min(7, last)
    let i8 = min(8, last)
    let i9 = min(9, last)
    let i10 = min(10, last)
    let i11 = min(11, last)
    for batch in 0..<tile.batches {
        for segment in 0..<tile.segments {
            var a = tile.a + (batch * tile.aStrides.batch + segment * tile.aStrides.segment)
            var b = tile.b + (batch * tile.bStrides.batch + segment * tile.bStrides.segment)
            for _ in 0..<tile.length {
                let row = Row(b)
                c0.add(a[0], row)
                c1.add(a[i1], row)
                c2.add(a[i2], row)
                c3.add(a[i3], row)
                c4.add(a[i4], row)
                c5.add(a[i5], row)
                c6.add(a[i6], row)
                c7.add(a[i7], row)
                c8.add(a[i8], row)
                c9.add(a[i9], row)
                c10.add(a[i10], row)
                c11.add(a[i11], row)
                a += tile.aStrides.step
                b += tile.bStrides.step
            }
        }
    }
    finish(c0, 0, tile)
    finish(c1, 1, tile)
    finish(c2, 2, tile)
    finish(c3, 3, tile)
    finish(c4, 4, tile)
    finish(c5, 5, tile)
    finish(c6, 6, tile)
    finish(c7, 7, tile)
    finish(c8, 8, tile)
    finish(c9, 9, tile)
    finish(c10, 10, tile)
    finish(c11, 11, tile)
}

/// How many rows and at most how many vectors a tile has: what the registers hold.
#if VECTOR_16 || arch(arm64)
    let tileVectors = 4
#else
    let tileVectors = 2
#endif

func tileRows(_ vectors: Int) -> Int {
    switch vectors {
    case 4: 6
    case 2: tileVectors == 4 ? 12 : 6
    default: 12
    }
}

func rowsProduct(_ vectors: Int, _ pointer: UnsafeRawPointer) {
    let tile = pointer.load(as: RowsProduct.self)
    if tile.validRows == 1 {
        switch vectors {
        #if VECTOR_16 || arch(arm64)
            case 4: rowsProduct1(tile, Row4.self)
        #endif
        case 2: rowsProduct1(tile, Row2.self)
        default: rowsProduct1(tile, Row1.self)
        }
        return
    }
    switch vectors {
    #if VECTOR_16 || arch(arm64)
        case 4: rowsProduct6(tile, Row4.self)
        case 2: rowsProduct12(tile, Row2.self)
    #else
        case 2: rowsProduct6(tile, Row2.self)
    #endif
    default: rowsProduct12(tile, Row1.self)
    }
}

func outerProduct(_ vectors: Int, _ pointer: UnsafeRawPointer) {
    let tile = pointer.load(as: OuterProduct.self)
    if tile.validRows == 1 {
        switch vectors {
        #if VECTOR_16 || arch(arm64)
            case 4: outerProduct1(tile, Row4.self)
        #endif
        case 2: outerProduct1(tile, Row2.self)
        default: outerProduct1(tile, Row1.self)
        }
        return
    }
    switch vectors {
    #if VECTOR_16 || arch(arm64)
        case 4: outerProduct6(tile, Row4.self)
        case 2: outerProduct12(tile, Row2.self)
    #else
        case 2: outerProduct6(tile, Row2.self)
    #endif
    default: outerProduct12(tile, Row1.self)
    }
}
