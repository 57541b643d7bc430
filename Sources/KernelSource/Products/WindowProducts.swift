import CInstructions
import KernelInterface

// As `packedProduct`, with the rows of the left side read in place. Twelve pointers to rows, one to the panel and the
// step just fit the registers; the loads beyond those of a packed strip are hidden by the arithmetic.

/// Three rows of the left side, at the start of a segment.
private struct ThreePointers {
    let first: ConstantFloats
    let second: ConstantFloats
    let third: ConstantFloats

    @inline(__always) init(_ rows: UnsafePointer<ConstantFloats>, _ offset: Int) {
        first = rows[0] + offset
        second = rows[1] + offset
        third = rows[2] + offset
    }
}

extension ThreeRows {
    @inline(__always) fileprivate mutating func add(_ rows: ThreePointers, _ step: Int, _ line: Line) {
        first.add(rows.first[step], line)
        second.add(rows.second[step], line)
        third.add(rows.third[step], line)
    }
}

@inline(__always)
private func multiply3<Line: PanelLine>(
    _ windows: UnsafePointer<WindowProduct>, _ tile: PackedProduct, _: Line.Type
) {
    var c0 = ThreeRows<Line>()
    let (rows, length) = (windows.pointee.rows, windows.pointee.length)
    var panel = tile.panel
    var rowOffset = windows.pointee.offset
    for _ in 0..<windows.pointee.segmentRows {
        var offset = rowOffset
        for _ in 0..<windows.pointee.segmentColumns {
            let r0 = ThreePointers(rows, offset)
            for step in 0..<length {
                let line = Line(panel)
                c0.add(r0, step, line)
                panel += Line.width
            }
            offset += windows.pointee.columnStride
        }
        rowOffset += windows.pointee.rowStride
    }
    c0.write(tile, row: 0)
}

@inline(__always)
private func multiply6<Line: PanelLine>(
    _ windows: UnsafePointer<WindowProduct>, _ tile: PackedProduct, _: Line.Type
) {
    var (c0, c1) = (ThreeRows<Line>(), ThreeRows<Line>())
    let (rows, length) = (windows.pointee.rows, windows.pointee.length)
    var panel = tile.panel
    var rowOffset = windows.pointee.offset
    for _ in 0..<windows.pointee.segmentRows {
        var offset = rowOffset
        for _ in 0..<windows.pointee.segmentColumns {
            let (r0, r1) = (ThreePointers(rows, offset), ThreePointers(rows + 3, offset))
            for step in 0..<length {
                let line = Line(panel)
                Line.prefetch(panel + panelLinesAhead * Line.width)
                c0.add(r0, step, line)
                c1.add(r1, step, line)
                panel += Line.width
            }
            offset += windows.pointee.columnStride
        }
        rowOffset += windows.pointee.rowStride
    }
    c0.write(tile, row: 0)
    c1.write(tile, row: 3)
}

#if VECTOR_16 || arch(arm64)
    @inline(__always)
    private func multiply12<Line: PanelLine>(
        _ windows: UnsafePointer<WindowProduct>, _ tile: PackedProduct, _: Line.Type
    ) {
        var (c0, c1) = (ThreeRows<Line>(), ThreeRows<Line>())
        var (c2, c3) = (ThreeRows<Line>(), ThreeRows<Line>())
        let (rows, length) = (windows.pointee.rows, windows.pointee.length)
        var panel = tile.panel
        var rowOffset = windows.pointee.offset
        for _ in 0..<windows.pointee.segmentRows {
            var offset = rowOffset
            for _ in 0..<windows.pointee.segmentColumns {
                let (r0, r1) = (ThreePointers(rows, offset), ThreePointers(rows + 3, offset))
                let (r2, r3) = (ThreePointers(rows + 6, offset), ThreePointers(rows + 9, offset))
                for step in 0..<length {
                    let line = Line(panel)
                    Line.prefetch(panel + panelLinesAhead * Line.width)
                    c0.add(r0, step, line)
                    c1.add(r1, step, line)
                    c2.add(r2, step, line)
                    c3.add(r3, step, line)
                    panel += Line.width
                }
                offset += windows.pointee.columnStride
            }
            rowOffset += windows.pointee.rowStride
        }
        c0.write(tile, row: 0)
        c1.write(tile, row: 3)
        c2.write(tile, row: 6)
        c3.write(tile, row: 9)
    }

    @inline(__always)
    private func multiply9<Line: PanelLine>(
        _ windows: UnsafePointer<WindowProduct>, _ tile: PackedProduct, _: Line.Type
    ) {
        var (c0, c1, c2) = (ThreeRows<Line>(), ThreeRows<Line>(), ThreeRows<Line>())
        let (rows, length) = (windows.pointee.rows, windows.pointee.length)
        var panel = tile.panel
        var rowOffset = windows.pointee.offset
        for _ in 0..<windows.pointee.segmentRows {
            var offset = rowOffset
            for _ in 0..<windows.pointee.segmentColumns {
                let (r0, r1) = (ThreePointers(rows, offset), ThreePointers(rows + 3, offset))
                let r2 = ThreePointers(rows + 6, offset)
                for step in 0..<length {
                    let line = Line(panel)
                    Line.prefetch(panel + panelLinesAhead * Line.width)
                    c0.add(r0, step, line)
                    c1.add(r1, step, line)
                    c2.add(r2, step, line)
                    panel += Line.width
                }
                offset += windows.pointee.columnStride
            }
            rowOffset += windows.pointee.rowStride
        }
        c0.write(tile, row: 0)
        c1.write(tile, row: 3)
        c2.write(tile, row: 6)
    }
#endif

@inline(__always)
private func multiply<Line: PanelLine>(
    _ windows: UnsafePointer<WindowProduct>, _ tile: PackedProduct, _ line: Line.Type
) {
    #if VECTOR_16 || arch(arm64)
        if tile.validRows > 9 { return multiply12(windows, tile, line) }
        if tile.validRows > 6 { return multiply9(windows, tile, line) }
    #endif
    if tile.validRows > 3 { return multiply6(windows, tile, line) }
    multiply3(windows, tile, line)
}

/// One tile: how many vectors wide, one or two, and a `WindowProduct`.
func windowProduct(_ vectors: Int, _ pointer: UnsafeRawPointer) {
    let windows = pointer.assumingMemoryBound(to: WindowProduct.self)
    // The tile is the first field.
    let tile = PackedProduct(fieldsOf: pointer.assumingMemoryBound(to: PackedProduct.self))
    prefetchOutputs(tile)
    if vectors == 2 {
        multiply(windows, tile, TwoVectors.self)
    } else {
        multiply(windows, tile, OneVector.self)
    }
}
