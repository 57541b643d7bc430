import CInstructions
import KernelInterface

/// The rows of a strip are turned in squares of four by four, the rest of six rows in pairs.
func packStrip(_ pointer: UnsafeRawPointer) {
    let packing = pointer.load(as: StripPacking.self)
    var strip = packing.strip
    if packing.segmentRows * packing.segmentColumns == 1 {
        var ahead = 0
        while ahead < packing.length {
            for row in stripRows..<2 * stripRows {
                tweed_prefetch(packing.rows[row] + (packing.offset + ahead))
            }
            ahead += 16
        }
    }
    for row in 0..<packing.segmentRows {
        for column in 0..<packing.segmentColumns {
            let offset = packing.offset + row * packing.rowStride + column * packing.columnStride
            packSegment(packing.rows, offset, packing.length, strip)
            strip += packing.length * stripRows
        }
    }
}

@inline(__always)
private func packSegment(
    _ rows: UnsafePointer<ConstantFloats>, _ offset: Int, _ length: Int, _ strip: MutableFloats
) {
    let whole = length / 4 * 4
    #if VECTOR_16 || arch(arm64)
        packFour(rows, offset, whole, strip)
        packFour(rows + 4, offset, whole, strip + 4)
        packFour(rows + 8, offset, whole, strip + 8)
    #else
        packFour(rows, offset, whole, strip)
        packTwo(rows + 4, offset, whole, strip + 4)
    #endif
    guard whole < length else { return }
    for i in 0..<stripRows {
        let row = rows[i] + offset
        for k in whole..<length { strip[k * stripRows + i] = row[k] }
    }
}

@inline(__always)
private func packFour(
    _ rows: UnsafePointer<ConstantFloats>, _ offset: Int, _ length: Int, _ strip: MutableFloats
) {
    let (a, b, c, d) = (rows[0] + offset, rows[1] + offset, rows[2] + offset, rows[3] + offset)
    var to = strip
    var k = 0
    while k < length {
        let square = turn(loadFour(a + k), loadFour(b + k), loadFour(c + k), loadFour(d + k))
        storeFour(square.0, to)
        storeFour(square.1, to + stripRows)
        storeFour(square.2, to + 2 * stripRows)
        storeFour(square.3, to + 3 * stripRows)
        to += 4 * stripRows
        k += 4
    }
}

#if !VECTOR_16 && !arch(arm64)
    @inline(__always)
    private func packTwo(
        _ rows: UnsafePointer<ConstantFloats>, _ offset: Int, _ length: Int, _ strip: MutableFloats
    ) {
        let (a, b) = (rows[0] + offset, rows[1] + offset)
        var to = strip
        var k = 0
        while k < length {
            let (x, y) = (loadFour(a + k), loadFour(b + k))
            let (low, high) = (tweed_interleave_low4(x, y), tweed_interleave_high4(x, y))
            storeTwo(low.lowHalf, to)
            storeTwo(low.highHalf, to + stripRows)
            storeTwo(high.lowHalf, to + 2 * stripRows)
            storeTwo(high.highHalf, to + 3 * stripRows)
            to += 4 * stripRows
            k += 4
        }
    }

    @inline(__always)
    private func storeTwo(_ vector: SIMD2<Float>, _ pointer: MutableFloats) {
        UnsafeMutableRawPointer(pointer).storeBytes(of: vector, as: SIMD2<Float>.self)
    }
#endif
