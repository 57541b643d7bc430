import CInstructions
import KernelInterface

// The micro-kernel of all products. Its tile is as large as the registers allow: with 32 of them 12 rows of 2 vectors
// are 24 accumulators, beside 2 vectors of the panel and the broadcast number; with 16, 6 rows of 2 vectors.

/// How many lines of the panel ahead of their use they are asked for: panels come from the second-level cache.
let panelLinesAhead = 16

/// Rows of a strip.
#if VECTOR_16 || arch(arm64)
    let stripRows = 12
#else
    let stripRows = 6
#endif

/// One or two vectors side by side.
protocol PanelLine {
    init()
    init(_ pointer: ConstantFloats)
    static var width: Int { get }
    static func prefetch(_ pointer: ConstantFloats)
    mutating func add(_ factor: Float, _ other: Self)
    mutating func add(_ other: Self)
    func store(_ pointer: MutableFloats)
}

struct OneVector: PanelLine {
    var a = Vector()

    @inline(__always) init() {}
    @inline(__always) init(_ pointer: ConstantFloats) { a = loadVector(pointer) }
    @inline(__always) static var width: Int { Vector.scalarCount }
    @inline(__always) static func prefetch(_ pointer: ConstantFloats) { tweed_prefetch(pointer) }
    @inline(__always) mutating func add(_ factor: Float, _ other: Self) {
        a = fused(Vector(repeating: factor), other.a, a)
    }
    @inline(__always) mutating func add(_ other: Self) { a += other.a }
    @inline(__always) func store(_ pointer: MutableFloats) { storeVector(a, pointer) }
}

#if BF16
    /// As `OneVector` and `TwoVectors`, each number standing for two of `bfloat16`: two steps of the depth.
    private struct OneVectorOfPairs: PanelLine {
        var a = Vector()

        @inline(__always) init() {}
        @inline(__always) init(_ pointer: ConstantFloats) { a = loadVector(pointer) }
        @inline(__always) static var width: Int { Vector.scalarCount }
        @inline(__always) static func prefetch(_ pointer: ConstantFloats) { tweed_prefetch(pointer) }
        @inline(__always) mutating func add(_ factor: Float, _ other: Self) {
            a = tweed_dot_bf16_16(a, Vector(repeating: factor), other.a)
        }
        @inline(__always) mutating func add(_ other: Self) { a += other.a }
        @inline(__always) func store(_ pointer: MutableFloats) { storeVector(a, pointer) }
    }

    private struct TwoVectorsOfPairs: PanelLine {
        var a = Vector()
        var b = Vector()

        @inline(__always) init() {}
        @inline(__always) init(_ pointer: ConstantFloats) {
            a = loadVector(pointer)
            b = loadVector(pointer + Vector.scalarCount)
        }
        @inline(__always) static var width: Int { 2 * Vector.scalarCount }
        @inline(__always) static func prefetch(_ pointer: ConstantFloats) {
            tweed_prefetch(pointer)
            tweed_prefetch(pointer + Vector.scalarCount)
        }
        @inline(__always) mutating func add(_ factor: Float, _ other: Self) {
            let factor = Vector(repeating: factor)
            a = tweed_dot_bf16_16(a, factor, other.a)
            b = tweed_dot_bf16_16(b, factor, other.b)
        }
        @inline(__always) mutating func add(_ other: Self) {
            a += other.a
            b += other.b
        }
        @inline(__always) func store(_ pointer: MutableFloats) {
            storeVector(a, pointer)
            storeVector(b, pointer + Vector.scalarCount)
        }
    }
#endif

struct TwoVectors: PanelLine {
    var a = Vector()
    var b = Vector()

    @inline(__always) init() {}
    @inline(__always) init(_ pointer: ConstantFloats) {
        a = loadVector(pointer)
        b = loadVector(pointer + Vector.scalarCount)
    }
    @inline(__always) static var width: Int { 2 * Vector.scalarCount }
    @inline(__always) static func prefetch(_ pointer: ConstantFloats) {
        tweed_prefetch(pointer)
        #if VECTOR_16
            tweed_prefetch(pointer + Vector.scalarCount)
        #endif
    }
    @inline(__always) mutating func add(_ factor: Float, _ other: Self) {
        let factor = Vector(repeating: factor)
        a = fused(factor, other.a, a)
        b = fused(factor, other.b, b)
    }
    @inline(__always) mutating func add(_ other: Self) {
        a += other.a
        b += other.b
    }
    @inline(__always) func store(_ pointer: MutableFloats) {
        storeVector(a, pointer)
        storeVector(b, pointer + Vector.scalarCount)
    }
}

/// The accumulators of three rows; a tile has one to four such groups.
struct ThreeRows<Line: PanelLine> {
    var first = Line()
    var second = Line()
    var third = Line()

    @inline(__always) init() {}

    @inline(__always) mutating func add(_ strip: ConstantFloats, _ line: Line) {
        first.add(strip[0], line)
        second.add(strip[1], line)
        third.add(strip[2], line)
    }

    @inline(__always) func write(_ tile: PackedProduct, row: Int) {
        finish(first, tile, row)
        finish(second, tile, row + 1)
        finish(third, tile, row + 2)
    }
}

/// Writes one row of a tile, if it exists.
@inline(__always)
private func finish<Line: PanelLine>(_ sums: Line, _ tile: PackedProduct, _ row: Int) {
    guard row < tile.validRows else { return }
    let output = tile.outputs[row] + tile.outputOffset
    var sums = sums
    if tile.validColumns == Line.width {
        if let bias = tile.bias { sums.add(Line(bias)) }
        if tile.accumulate { sums.add(Line(output)) }
        sums.store(output)
    } else {
        withUnsafeBytes(of: &sums) { bytes in
            let numbers = bytes.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: Float.self)
            var column = 0
            while column + 4 <= tile.validColumns {
                var four = loadFour(numbers + column)
                if let bias = tile.bias { four += loadFour(bias + column) }
                if tile.accumulate { four += loadFour(output + column) }
                storeFour(four, output + column)
                column += 4
            }
            while column < tile.validColumns {
                var value = numbers[column]
                if let bias = tile.bias { value += bias[column] }
                if tile.accumulate { value += output[column] }
                output[column] = value
                column += 1
            }
        }
    }
}

@inline(__always)
private func multiply3<Line: PanelLine>(_ tile: PackedProduct, _: Line.Type) {
    var c0 = ThreeRows<Line>()
    var (strip, panel) = (tile.strip, tile.panel)
    for _ in 0..<tile.depth {
        let line = Line(panel)
        Line.prefetch(panel + panelLinesAhead * Line.width)
        c0.add(strip, line)
        strip += stripRows
        panel += Line.width
    }
    c0.write(tile, row: 0)
}

@inline(__always)
private func multiply6<Line: PanelLine>(_ tile: PackedProduct, _: Line.Type) {
    var (c0, c1) = (ThreeRows<Line>(), ThreeRows<Line>())
    var (strip, panel) = (tile.strip, tile.panel)
    for _ in 0..<tile.depth {
        let line = Line(panel)
        Line.prefetch(panel + panelLinesAhead * Line.width)
        c0.add(strip, line)
        c1.add(strip + 3, line)
        strip += stripRows
        panel += Line.width
    }
    c0.write(tile, row: 0)
    c1.write(tile, row: 3)
}

#if VECTOR_16 || arch(arm64)
    @inline(__always)
    private func multiply9<Line: PanelLine>(_ tile: PackedProduct, _: Line.Type) {
        var (c0, c1, c2) = (ThreeRows<Line>(), ThreeRows<Line>(), ThreeRows<Line>())
        var (strip, panel) = (tile.strip, tile.panel)
        for _ in 0..<tile.depth {
            let line = Line(panel)
            Line.prefetch(panel + panelLinesAhead * Line.width)
            c0.add(strip, line)
            c1.add(strip + 3, line)
            c2.add(strip + 6, line)
            strip += stripRows
            panel += Line.width
        }
        c0.write(tile, row: 0)
        c1.write(tile, row: 3)
        c2.write(tile, row: 6)
    }

    @inline(__always)
    private func multiply12<Line: PanelLine>(_ tile: PackedProduct, _: Line.Type) {
        var (c0, c1) = (ThreeRows<Line>(), ThreeRows<Line>())
        var (c2, c3) = (ThreeRows<Line>(), ThreeRows<Line>())
        var (strip, panel) = (tile.strip, tile.panel)
        for _ in 0..<tile.depth {
            let line = Line(panel)
            Line.prefetch(panel + panelLinesAhead * Line.width)
            c0.add(strip, line)
            c1.add(strip + 3, line)
            c2.add(strip + 6, line)
            c3.add(strip + 9, line)
            strip += stripRows
            panel += Line.width
        }
        c0.write(tile, row: 0)
        c1.write(tile, row: 3)
        c2.write(tile, row: 6)
        c3.write(tile, row: 9)
    }
#endif

@inline(__always)
private func multiply<Line: PanelLine>(_ tile: PackedProduct, _ line: Line.Type) {
    #if VECTOR_16 || arch(arm64)
        if tile.validRows > 9 { return multiply12(tile, line) }
        if tile.validRows > 6 { return multiply9(tile, line) }
    #endif
    if tile.validRows > 3 { return multiply6(tile, line) }
    multiply3(tile, line)
}

extension PackedProduct {
    /// All fields but `ahead`, read one by one: they were stored one by one a moment ago, and a load of several waits
    /// until those stores have reached the cache.
    @inline(__always)
    init(fieldsOf tile: UnsafePointer<PackedProduct>) {
        self.init(
            strip: tile.pointee.strip, panel: tile.pointee.panel, depth: tile.pointee.depth,
            outputs: tile.pointee.outputs, outputOffset: tile.pointee.outputOffset,
            validRows: tile.pointee.validRows, validColumns: tile.pointee.validColumns,
            accumulate: tile.pointee.accumulate, bias: tile.pointee.bias)
    }
}

/// Asks for the outputs of a tile.
@inline(__always)
func prefetchOutputs(_ tile: PackedProduct) {
    for row in 0..<tile.validRows {
        let output = tile.outputs[row] + tile.outputOffset
        tweed_prefetch(output)
        tweed_prefetch(output + (tile.validColumns - 1))
    }
}

/// Asks for what comes after a tile.
@inline(__always)
private func prefetchAhead(_ tile: UnsafePointer<PackedProduct>) {
    guard let rows = tile.pointee.ahead?.rows, let lines = tile.pointee.ahead?.lines,
        let stride = tile.pointee.ahead?.stride, var start = tile.pointee.ahead?.start
    else { return }
    for _ in 0..<rows {
        for line in 0..<lines { tweed_prefetch_later(start + line * 64) }
        start += stride
    }
}

/// One tile: how many vectors wide, one or two, and a `PackedProduct`.
func packedProduct(_ vectors: Int, _ pointer: UnsafeRawPointer) {
    let fields = pointer.assumingMemoryBound(to: PackedProduct.self)
    let tile = PackedProduct(fieldsOf: fields)
    prefetchOutputs(tile)
    prefetchAhead(fields)
    if vectors == 2 {
        multiply(tile, TwoVectors.self)
    } else {
        multiply(tile, OneVector.self)
    }
}

#if BF16
    /// `packedProduct` for sides that `pairLines` has made pairs of.
    func pairProduct(_ vectors: Int, _ pointer: UnsafeRawPointer) {
        let fields = pointer.assumingMemoryBound(to: PackedProduct.self)
        let tile = PackedProduct(fieldsOf: fields)
        prefetchOutputs(tile)
        prefetchAhead(fields)
        if vectors == 2 {
            multiply(tile, TwoVectorsOfPairs.self)
        } else {
            multiply(tile, OneVectorOfPairs.self)
        }
    }

    /// Makes `bfloat16` numbers of the `lines` lines of a strip or panel, rounded to the nearest, and of each two
    /// lines one of pairs, in place; the last of an odd number is paired with zeros.
    func pairLines(_ lines: Int, _ columns: Int, _ numbers: MutableFloats) {
        let words = UnsafeMutableRawPointer(numbers)
        for pair in 0..<(lines + 1) / 2 {
            let (first, second) = (words + 8 * pair * columns, words + (8 * pair + 4) * columns)
            let to = words + 4 * pair * columns
            let isWhole = 2 * pair + 1 < lines
            // Four columns at once, which divide any strip or panel; all are read before they are written over.
            for column in 0..<columns / 4 {
                let low = rounded((first + 16 * column).loadUnaligned(as: SIMD4<Float>.self))
                let high =
                    isWhole ? rounded((second + 16 * column).loadUnaligned(as: SIMD4<Float>.self)) : SIMD4()
                (to + 16 * column).storeBytes(of: low | high &<< 16, as: SIMD4<UInt32>.self)
            }
        }
    }

    /// The bits of the nearest `bfloat16` numbers, even ones in the middle.
    @inline(__always)
    private func rounded(_ numbers: SIMD4<Float>) -> SIMD4<UInt32> {
        let bits = unsafeBitCast(numbers, to: SIMD4<UInt32>.self)
        let nearest = (bits &+ 0x7fff &+ (bits &>> 16 & 1)) &>> 16
        // What is not a number stays so.
        return nearest.replacing(with: bits &>> 16 | 0x40, where: numbers .!= numbers)
    }
#endif
