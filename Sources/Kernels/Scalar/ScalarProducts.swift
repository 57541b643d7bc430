import KernelInterface

/// Columns of a packed panel of the plain loops, for each of what the others have as a vector.
let scalarPanelColumns = 4

/// Rows of a packed strip of the plain loops.
let scalarStripRows = 3

func scalarPackedProduct(_ vectors: Int, _ pointer: UnsafeRawPointer) {
    let tile = pointer.load(as: PackedProduct.self)
    let width = vectors * scalarPanelColumns
    for i in 0..<tile.validRows {
        let output = tile.outputs[i] + tile.outputOffset
        for j in 0..<tile.validColumns {
            var sum: Float = 0
            for k in 0..<tile.depth { sum += tile.strip[k * scalarStripRows + i] * tile.panel[k * width + j] }
            if let bias = tile.bias { sum += bias[j] }
            output[j] = tile.accumulate ? output[j] + sum : sum
        }
    }
}

func scalarWindowProduct(_ vectors: Int, _ pointer: UnsafeRawPointer) {
    let windows = pointer.load(as: WindowProduct.self)
    var tile = windows.tile
    let width = vectors * scalarPanelColumns
    for i in 0..<tile.validRows {
        let output = tile.outputs[i] + tile.outputOffset
        for j in 0..<tile.validColumns {
            var sum: Float = 0
            tile.panel = windows.tile.panel + j
            for y in 0..<windows.segmentRows {
                for x in 0..<windows.segmentColumns {
                    let segment =
                        windows.rows[i] + (windows.offset + y * windows.rowStride + x * windows.columnStride)
                    for k in 0..<windows.length {
                        sum += segment[k] * tile.panel[0]
                        tile.panel += width
                    }
                }
            }
            if let bias = tile.bias { sum += bias[j] }
            output[j] = tile.accumulate ? output[j] + sum : sum
        }
    }
}

func scalarLineProduct(_ vectors: Int, _ pointer: UnsafeRawPointer) {
    let product = pointer.load(as: LineProduct.self)
    let tile = product.tile
    for i in 0..<tile.validRows {
        let output = tile.outputs[i] + tile.outputOffset
        for j in 0..<tile.validColumns {
            var sum: Float = 0
            for k in 0..<tile.depth {
                sum += tile.strip[k * scalarStripRows + i] * product.lines[k][product.offset + j]
            }
            if let bias = tile.bias { sum += bias[j] }
            output[j] = tile.accumulate ? output[j] + sum : sum
        }
    }
}

func scalarPackStrip(_ pointer: UnsafeRawPointer) {
    let packing = pointer.load(as: StripPacking.self)
    var to = packing.strip
    for y in 0..<packing.segmentRows {
        for x in 0..<packing.segmentColumns {
            let segment = packing.offset + y * packing.rowStride + x * packing.columnStride
            for k in 0..<packing.length {
                for i in 0..<scalarStripRows { to[i] = packing.rows[i][segment + k] }
                to += scalarStripRows
            }
        }
    }
}

func scalarPackPanel(_ pointer: UnsafeRawPointer) {
    let packing = pointer.load(as: PanelPacking.self)
    for line in 0..<packing.lines {
        // Lines of one kind take turns with those of the others.
        let place = line % packing.taps * (packing.lines / packing.taps) + line / packing.taps
        for column in 0..<packing.width {
            packing.panel[place * packing.width + column] =
                column < packing.validColumns
                ? scalarNumber(
                    packing.source, line * packing.lineStride + column * packing.columnStride,
                    packing.elementType)
                : 0
        }
    }
}

func scalarPackLines(_ pointer: UnsafeRawPointer) {
    let packing = pointer.load(as: LinePacking.self)
    for line in 0..<packing.count {
        let to = packing.panel + line * packing.width
        for column in 0..<packing.width {
            to[column] = column < packing.validColumns ? packing.lines[line][packing.offset + column] : 0
        }
    }
}

/// One number of an array of any format.
private func scalarNumber(_ source: UnsafeRawPointer, _ index: Int, _ type: ElementType) -> Float {
    let place = source + index * type.size
    if type == .float32 { return place.loadUnaligned(as: Float.self) }
    let bits = UInt32(place.loadUnaligned(as: UInt16.self))
    if type == .bfloat16 { return Float(bitPattern: bits << 16) }
    let (exponent, fraction) = (bits >> 10 & 0x1f, bits & 0x3ff)
    let magnitude: Float =
        switch exponent {
        case 0: Float(fraction) * 0x1p-24
        case 31: fraction == 0 ? .infinity : .nan
        default: Float(fraction | 0x400) * Float(sign: .plus, exponent: Int(exponent) - 25, significand: 1)
        }
    return bits & 0x8000 == 0 ? magnitude : -magnitude
}
