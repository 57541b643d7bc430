import CInstructions
import KernelInterface

// A square of as many rows as a vector is wide is transposed in registers: interleaving the first half of the rows with
// the second, as a shuffle of cards, once for each binary digit of the width.
//
//     a0 a1 a2 a3      a0 c0 a1 c1      a0 b0 c0 d0
//     b0 b1 b2 b3  ->  a2 c2 a3 c3  ->  a1 b1 c1 d1
//     c0 c1 c2 c3      b0 d0 b1 d1      a2 b2 c2 d2
//     d0 d1 d2 d3      b2 d2 b3 d3      a3 b3 c3 d3

/// What a square reads: rows, of which the last is taken for those beyond it.
private struct SquareSource {
    let start: ConstantFloats
    let stride: Int
    let lastRow: Int
    /// Numbers of each row, at most a vector.
    let columns: Int

    @inline(__always)
    func row(_ index: Int) -> Vector {
        let place = start + min(index, lastRow) * stride
        return columns == width ? held(loadVector(place)) : loadPart(place, columns)
    }
}

/// Where the lines of a transposed square go, a whole vector each.
private struct SquareTarget {
    let start: MutableFloats
    let stride: Int
    let factor: Vector
}

/// The vector as a whole in a register, which keeps one shuffle from being merged with the next into more and slower ones.
@inline(__always)
private func held(_ x: Vector) -> Vector {
    #if VECTOR_16
        tweed_held16(x)
    #elseif VECTOR_8
        tweed_held8(x)
    #else
        tweed_held4(x)
    #endif
}

/// The first halves by turns.
@inline(__always)
private func interleavedLow(_ a: Vector, _ b: Vector) -> Vector {
    #if VECTOR_16
        held(tweed_interleave_low16(a, b))
    #elseif VECTOR_8
        held(tweed_interleave_low8(a, b))
    #else
        held(tweed_interleave_low4(a, b))
    #endif
}

/// The second halves by turns.
@inline(__always)
private func interleavedHigh(_ a: Vector, _ b: Vector) -> Vector {
    #if VECTOR_16
        held(tweed_interleave_high16(a, b))
    #elseif VECTOR_8
        held(tweed_interleave_high8(a, b))
    #else
        held(tweed_interleave_high4(a, b))
    #endif
}

/// A power of two of rows.
private protocol Rows {
    init(_ source: SquareSource, _ first: Int)
    static var count: Int { get }
    static func interleaved(_ a: Self, _ b: Self) -> TwiceAsMany<Self>
    func write(_ target: SquareTarget, _ first: Int)
}

private struct OneRow: Rows {
    let vector: Vector

    @inline(__always) init(_ vector: Vector) { self.vector = vector }
    @inline(__always) init(_ source: SquareSource, _ first: Int) { vector = source.row(first) }
    @inline(__always) static var count: Int { 1 }
    @inline(__always) static func interleaved(_ a: Self, _ b: Self) -> TwiceAsMany<Self> {
        TwiceAsMany(
            OneRow(interleavedLow(a.vector, b.vector)), OneRow(interleavedHigh(a.vector, b.vector)))
    }
    @inline(__always) func write(_ target: SquareTarget, _ first: Int) {
        storeVector(target.factor * vector, target.start + first * target.stride)
    }
}

private struct TwiceAsMany<Half: Rows>: Rows {
    let a: Half
    let b: Half

    @inline(__always) init(_ a: Half, _ b: Half) {
        self.a = a
        self.b = b
    }
    @inline(__always) init(_ source: SquareSource, _ first: Int) {
        a = Half(source, first)
        b = Half(source, first + Half.count)
    }
    @inline(__always) static var count: Int { 2 * Half.count }
    @inline(__always) static func interleaved(_ a: Self, _ b: Self) -> TwiceAsMany<Self> {
        TwiceAsMany<Self>(Half.interleaved(a.a, b.a), Half.interleaved(a.b, b.b))
    }
    @inline(__always) func write(_ target: SquareTarget, _ first: Int) {
        a.write(target, first)
        b.write(target, first + Half.count)
    }
    /// One shuffle.
    @inline(__always) var shuffled: Self { Half.interleaved(a, b) }
}

#if VECTOR_16
    private typealias Square = TwiceAsMany<TwiceAsMany<TwiceAsMany<TwiceAsMany<OneRow>>>>
#elseif VECTOR_8
    private typealias Square = TwiceAsMany<TwiceAsMany<TwiceAsMany<OneRow>>>
#else
    private typealias Square = TwiceAsMany<TwiceAsMany<OneRow>>
#endif

@inline(__always)
private func shuffled(_ source: SquareSource) -> Square {
    var square = Square(source, 0).shuffled.shuffled
    #if VECTOR_16 || VECTOR_8
        square = square.shuffled
    #endif
    #if VECTOR_16
        square = square.shuffled
    #endif
    return square
}

/// A square of which not all is there: `lines` lines of `count` numbers are written.
@inline(never)
private func transposePart(
    _ source: SquareSource, _ factor: Vector, _ output: MutableFloats, _ stride: Int, lines: Int, count: Int
) {
    let square = shuffled(source)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: width * width) { buffer in
        let whole = buffer.baseAddress.unsafelyUnwrapped
        square.write(SquareTarget(start: whole, stride: width, factor: factor), 0)
        for line in 0..<lines {
            for i in 0..<count { output[line * stride + i] = whole[line * width + i] }
        }
    }
}

func transposed(
    _ rows: Int, _ columns: Int, _ factor: Float, _ x: ConstantFloats, _ stride: Int, _ output: MutableFloats,
    _ outputStride: Int, _ spills: Bool
) {
    let factors = Vector(repeating: factor)
    var row = 0
    while row < rows {
        // The last square overlaps the one before, if there is one.
        let i = max(min(row, rows - width), 0)
        let count = min(rows - i, width)
        var column = 0
        while column < columns {
            let j = max(min(column, columns - width), 0)
            let lines = min(columns - j, width)
            let source = SquareSource(
                start: x + (i * stride + j), stride: stride, lastRow: count - 1, columns: lines)
            let place = output + (j * outputStride + i)
            if lines == width, count == width || (spills && rows <= width) {
                let whole = SquareSource(
                    start: source.start, stride: stride, lastRow: count - 1, columns: width)
                shuffled(whole).write(SquareTarget(start: place, stride: outputStride, factor: factors), 0)
            } else {
                transposePart(source, factors, place, outputStride, lines: lines, count: count)
            }
            column += width
        }
        row += width
    }
}
