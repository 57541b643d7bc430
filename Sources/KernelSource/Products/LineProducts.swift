import CInstructions
import KernelInterface

// As `packedProduct`, with the lines of the panel read in place.

/// How many lines ahead of their use lines are asked for; there are pointers to as many after the last.
private let scatteredLinesAhead = 8

@inline(__always)
private func multiply3<Line: PanelLine>(
    _ tile: PackedProduct, _ lines: UnsafePointer<ConstantFloats>, _ offset: Int, _: Line.Type
) {
    var c0 = ThreeRows<Line>()
    var strip = tile.strip
    for step in 0..<tile.depth {
        let line = Line(lines[step] + offset)
        Line.prefetch(lines[step + scatteredLinesAhead] + offset)
        c0.add(strip, line)
        strip += stripRows
    }
    c0.write(tile, row: 0)
}

@inline(__always)
private func multiply6<Line: PanelLine>(
    _ tile: PackedProduct, _ lines: UnsafePointer<ConstantFloats>, _ offset: Int, _: Line.Type
) {
    var c0 = ThreeRows<Line>()
    var c1 = ThreeRows<Line>()
    var strip = tile.strip
    for step in 0..<tile.depth {
        let line = Line(lines[step] + offset)
        Line.prefetch(lines[step + scatteredLinesAhead] + offset)
        c0.add(strip, line)
        c1.add(strip + 3, line)
        strip += stripRows
    }
    c0.write(tile, row: 0)
    c1.write(tile, row: 3)
}

#if VECTOR_16 || arch(arm64)
    @inline(__always)
    private func multiply9<Line: PanelLine>(
        _ tile: PackedProduct, _ lines: UnsafePointer<ConstantFloats>, _ offset: Int, _: Line.Type
    ) {
        var c0 = ThreeRows<Line>()
        var c1 = ThreeRows<Line>()
        var c2 = ThreeRows<Line>()
        var strip = tile.strip
        for step in 0..<tile.depth {
            let line = Line(lines[step] + offset)
            Line.prefetch(lines[step + scatteredLinesAhead] + offset)
            c0.add(strip, line)
            c1.add(strip + 3, line)
            c2.add(strip + 6, line)
            strip += stripRows
        }
        c0.write(tile, row: 0)
        c1.write(tile, row: 3)
        c2.write(tile, row: 6)
    }

    @inline(__always)
    private func multiply12<Line: PanelLine>(
        _ tile: PackedProduct, _ lines: UnsafePointer<ConstantFloats>, _ offset: Int, _: Line.Type
    ) {
        var c0 = ThreeRows<Line>()
        var c1 = ThreeRows<Line>()
        var c2 = ThreeRows<Line>()
        var c3 = ThreeRows<Line>()
        var strip = tile.strip
        for step in 0..<tile.depth {
            let line = Line(lines[step] + offset)
            Line.prefetch(lines[step + scatteredLinesAhead] + offset)
            c0.add(strip, line)
            c1.add(strip + 3, line)
            c2.add(strip + 6, line)
            c3.add(strip + 9, line)
            strip += stripRows
        }
        c0.write(tile, row: 0)
        c1.write(tile, row: 3)
        c2.write(tile, row: 6)
        c3.write(tile, row: 9)
    }

#endif

@inline(__always)
private func multiply<Line: PanelLine>(
    _ tile: PackedProduct, _ lines: UnsafePointer<ConstantFloats>, _ offset: Int, _ line: Line.Type
) {
    #if VECTOR_16 || arch(arm64)
        if tile.validRows > 9 { return multiply12(tile, lines, offset, line) }
        if tile.validRows > 6 { return multiply9(tile, lines, offset, line) }
    #endif
    if tile.validRows > 3 { return multiply6(tile, lines, offset, line) }
    multiply3(tile, lines, offset, line)
}

/// One tile: how many vectors wide, one or two, and a `LineProduct`.
func lineProduct(_ vectors: Int, _ pointer: UnsafeRawPointer) {
    // The tile is the first field.
    let tile = PackedProduct(fieldsOf: pointer.assumingMemoryBound(to: PackedProduct.self))
    let product = pointer.assumingMemoryBound(to: LineProduct.self)
    let (lines, offset) = (product.pointee.lines, product.pointee.offset)
    prefetchOutputs(tile)
    if vectors == 2 {
        multiply(tile, lines, offset, TwoVectors.self)
    } else {
        multiply(tile, lines, offset, OneVector.self)
    }
}
