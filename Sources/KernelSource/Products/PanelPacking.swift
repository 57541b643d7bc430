import CInstructions
import KernelInterface

/// How far ahead of its use a contiguous column is asked for.
private let bytesAhead = 256

/// How many lines ahead of its use a line is asked for.
private let linesAhead = 16

/// Numbers of one format, read as `Float`.
private protocol Format {
    static var size: Int { get }
    static func one(_ pointer: UnsafeRawPointer) -> Float
    static func four(_ pointer: UnsafeRawPointer) -> SIMD4<Float>
    static func vector(_ pointer: UnsafeRawPointer) -> Vector
}

private enum Single: Format {
    @inline(__always) static var size: Int { 4 }
    @inline(__always) static func one(_ pointer: UnsafeRawPointer) -> Float {
        pointer.loadUnaligned(as: Float.self)
    }
    @inline(__always) static func four(_ pointer: UnsafeRawPointer) -> SIMD4<Float> {
        pointer.loadUnaligned(as: SIMD4<Float>.self)
    }
    @inline(__always) static func vector(_ pointer: UnsafeRawPointer) -> Vector {
        pointer.loadUnaligned(as: Vector.self)
    }
}

private enum BrainHalf: Format {
    @inline(__always) static var size: Int { 2 }
    @inline(__always) static func one(_ pointer: UnsafeRawPointer) -> Float {
        Float(bitPattern: UInt32(pointer.loadUnaligned(as: UInt16.self)) << 16)
    }
    @inline(__always) static func four(_ pointer: UnsafeRawPointer) -> SIMD4<Float> {
        let bits = SIMD4<UInt32>(truncatingIfNeeded: pointer.loadUnaligned(as: SIMD4<UInt16>.self)) &<< 16
        return unsafeBitCast(bits, to: SIMD4<Float>.self)
    }
    @inline(__always) static func vector(_ pointer: UnsafeRawPointer) -> Vector {
        let halves = pointer.loadUnaligned(as: HalvesVector.self)
        return unsafeBitCast(UnsignedVector(truncatingIfNeeded: halves) &<< 16, to: Vector.self)
    }
}

private enum Half: Format {
    @inline(__always) static var size: Int { 2 }
    @inline(__always) static func one(_ pointer: UnsafeRawPointer) -> Float {
        tweed_widen_half4(SIMD4(pointer.loadUnaligned(as: UInt16.self), 0, 0, 0)).x
    }
    @inline(__always) static func four(_ pointer: UnsafeRawPointer) -> SIMD4<Float> {
        tweed_widen_half4(pointer.loadUnaligned(as: SIMD4<UInt16>.self))
    }
    @inline(__always) static func vector(_ pointer: UnsafeRawPointer) -> Vector {
        let halves = pointer.loadUnaligned(as: HalvesVector.self)
        #if VECTOR_16
            return tweed_widen_half16(halves)
        #elseif VECTOR_8
            return tweed_widen_half8(halves)
        #else
            return tweed_widen_half4(halves)
        #endif
    }
}

#if VECTOR_16
    private typealias HalvesVector = SIMD16<UInt16>
    private typealias UnsignedVector = SIMD16<UInt32>
#elseif VECTOR_8
    private typealias HalvesVector = SIMD8<UInt16>
    private typealias UnsignedVector = SIMD8<UInt32>
#else
    private typealias HalvesVector = SIMD4<UInt16>
    private typealias UnsignedVector = SIMD4<UInt32>
#endif

func packPanel(_ pointer: UnsafeRawPointer) {
    let packing = pointer.load(as: PanelPacking.self)
    switch packing.elementType {
    case .float32: pack(packing, Single.self)
    case .bfloat16: pack(packing, BrainHalf.self)
    case .float16: pack(packing, Half.self)
    }
}

@inline(__always)
private func pack<Source: Format>(_ packing: PanelPacking, _: Source.Type) {
    if packing.columnStride == 1 {
        copyLines(packing, Source.self)
    } else if packing.lineStride == 1 {
        turnColumns(packing, Source.self)
    } else {
        gather(packing, Source.self)
    }
    guard packing.validColumns < packing.width else { return }
    for line in 0..<packing.lines {
        for column in packing.validColumns..<packing.width {
            packing.panel[line * packing.width + column] = 0
        }
    }
}

/// Lines are contiguous.
@inline(__always)
private func copyLines<Source: Format>(_ packing: PanelPacking, _: Source.Type) {
    let (columns, step) = (packing.validColumns, packing.lineStride * Source.size)
    let whole = columns / width * width
    for line in 0..<packing.lines {
        let from = packing.source + line * step
        let to = packing.panel + line * packing.width
        // Lines are far apart, which the processor does not foresee.
        tweed_prefetch(from + linesAhead * step)
        tweed_prefetch(from + (linesAhead * step + columns * Source.size - 1))
        var column = 0
        while column < whole {
            storeVector(Source.vector(from + column * Source.size), to + column)
            column += width
        }
        while column + 4 <= columns {
            storeFour(Source.four(from + column * Source.size), to + column)
            column += 4
        }
        while column < columns {
            to[column] = Source.one(from + column * Source.size)
            column += 1
        }
    }
}

/// Columns are contiguous. Squares of four by four are turned along a cache line of four columns, then of the next four
/// columns, so that a line of the source is read at once.
@inline(__always)
private func turnColumns<Source: Format>(_ packing: PanelPacking, _: Source.Type) {
    let (columns, lines) = (packing.validColumns / 4 * 4, packing.lines / 4 * 4)
    let (step, width) = (packing.columnStride * Source.size, packing.width)
    let lineOfCache = 64 / Source.size
    // Where the lines of the source go: every `taps`-th is of the same kind.
    let (taps, ofKind) = (packing.taps, packing.lines / packing.taps * width)
    var first = 0
    while first < lines {
        let last = min(first + lineOfCache, lines)
        var column = 0
        while column < columns {
            let a = packing.source + column * step
            let (b, c, d) = (a + step, a + 2 * step, a + 3 * step)
            let ahead = first * Source.size + bytesAhead
            tweed_prefetch(a + ahead)
            tweed_prefetch(b + ahead)
            tweed_prefetch(c + ahead)
            tweed_prefetch(d + ahead)
            if taps == 1 {
                var to = packing.panel + (first * width + column)
                var line = first
                while line < last {
                    let place = line * Source.size
                    let square = turn(
                        Source.four(a + place), Source.four(b + place), Source.four(c + place),
                        Source.four(d + place))
                    storeFour(square.0, to)
                    storeFour(square.1, to + width)
                    storeFour(square.2, to + 2 * width)
                    storeFour(square.3, to + 3 * width)
                    to += 4 * width
                    line += 4
                }
            } else {
                var tap = first % taps
                var to = packing.panel + (tap * ofKind + first / taps * width + column)
                let nextGroup = width - taps * ofKind
                var line = first
                while line < last {
                    let place = line * Source.size
                    let square = turn(
                        Source.four(a + place), Source.four(b + place), Source.four(c + place),
                        Source.four(d + place))
                    storeTurn(square.0, &to, &tap, taps, ofKind, nextGroup)
                    storeTurn(square.1, &to, &tap, taps, ofKind, nextGroup)
                    storeTurn(square.2, &to, &tap, taps, ofKind, nextGroup)
                    storeTurn(square.3, &to, &tap, taps, ofKind, nextGroup)
                    line += 4
                }
            }
            column += 4
        }
        first = last
    }
    for column in 0..<packing.validColumns {
        let from = packing.source + column * step
        for line in (column < columns ? lines : 0)..<packing.lines {
            let to = taps == 1 ? line * width : line % taps * ofKind + line / taps * width
            packing.panel[to + column] = Source.one(from + line * Source.size)
        }
    }
}

/// Stores to a line of one kind and goes on to the next kind.
@inline(__always)
private func storeTurn(
    _ vector: SIMD4<Float>, _ to: inout MutableFloats, _ tap: inout Int, _ taps: Int, _ ofKind: Int,
    _ nextGroup: Int
) {
    storeFour(vector, to)
    to += ofKind
    tap += 1
    if tap == taps {
        tap = 0
        to += nextGroup
    }
}

/// No two numbers are neighbours.
@inline(__always)
private func gather<Source: Format>(_ packing: PanelPacking, _: Source.Type) {
    let step = packing.columnStride * Source.size
    for line in 0..<packing.lines {
        var from = packing.source + line * packing.lineStride * Source.size
        let to = packing.panel + line * packing.width
        for column in 0..<packing.validColumns {
            to[column] = Source.one(from)
            from += step
        }
    }
}

func packLines(_ pointer: UnsafeRawPointer) {
    let packing = pointer.load(as: LinePacking.self)
    let (columns, panelWidth) = (packing.validColumns, packing.width)
    let whole = columns / width * width
    for line in 0..<packing.count {
        let from = packing.lines[line] + packing.offset
        let to = packing.panel + line * panelWidth
        var column = 0
        while column < whole {
            storeVector(loadVector(from + column), to + column)
            column += width
        }
        while column + 4 <= columns {
            storeFour(Single.four(from + column), to + column)
            column += 4
        }
        while column < columns {
            to[column] = from[column]
            column += 1
        }
        while column < panelWidth {
            to[column] = 0
            column += 1
        }
    }
}
