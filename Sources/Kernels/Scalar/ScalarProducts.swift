import KernelInterface

/// Rows and columns of a tile of the plain loops.
let scalarTileRows = 4
let scalarTileColumns = 4

/// Rows of a packed strip of the plain loops.
let scalarStripRows = 3

func scalarRowsProduct(_ vectors: Int, _ pointer: UnsafeRawPointer) {
    let tile = pointer.load(as: RowsProduct.self)
    for i in 0..<tile.validRows {
        let output = tile.outputs[i] + tile.outputOffset
        for j in 0..<tile.validColumns {
            var sum: Float = 0
            var b = tile.panel + j
            for segment in 0..<tile.segments {
                let a = tile.rows[i] + tile.rowOffset + segment * tile.segmentStride
                for k in 0..<tile.length {
                    sum += a[k] * b.pointee
                    b += tile.panelStride
                }
            }
            if let bias = tile.bias { sum += bias[j] }
            output[j] = tile.accumulate ? output[j] + sum : sum
        }
    }
}

func scalarOuterProduct(_ vectors: Int, _ pointer: UnsafeRawPointer) {
    let tile = pointer.load(as: OuterProduct.self)
    for i in 0..<tile.validRows {
        let output = tile.output + i * tile.outputStride
        for j in 0..<tile.validColumns {
            var sum: Float = 0
            for batch in 0..<tile.batches {
                for segment in 0..<tile.segments {
                    var a = tile.a + batch * tile.aStrides.batch + segment * tile.aStrides.segment + i
                    var b = tile.b + batch * tile.bStrides.batch + segment * tile.bStrides.segment + j
                    for _ in 0..<tile.length {
                        sum += a.pointee * b.pointee
                        a += tile.aStrides.step
                        b += tile.bStrides.step
                    }
                }
            }
            output[j] = tile.accumulate ? output[j] + sum : sum
        }
    }
}

func scalarPackedProduct(_ vectors: Int, _ pointer: UnsafeRawPointer) {
    let tile = pointer.load(as: PackedProduct.self)
    let width = vectors * scalarTileColumns
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
