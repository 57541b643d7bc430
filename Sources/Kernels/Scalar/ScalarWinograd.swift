import KernelInterface

// Winograd's transforms as plain products with the matrices that the vector transforms draw; a block has 4 channels
// and 3 tiles, so that tests meet other edges than those of vectors.

private let width = 4
private let rows = 3

private let inputMatrix: [[Float]] = [
    [0.878_906_25, 0, -2.640_625, 0, 1, 0],
    [0, -1.406_25, -2.25, 0.625, 1, 0],
    [0, 1.406_25, -2.25, -0.625, 1, 0],
    [0, -0.585_937_5, -0.390_625, 1.5, 1, 0],
    [0, 0.585_937_5, -0.390_625, -1.5, 1, 0],
    [0, 0.878_906_25, 0, -2.640_625, 0, 1],
]

private let outputMatrix: [[Float]] = [
    [1, 1, 1, 1, 1, 0],
    [0, 0.625, -0.625, 1.5, -1.5, 0],
    [0, 0.390_625, 0.390_625, 2.25, 2.25, 0],
    [0, 0.244_140_625, -0.244_140_625, 3.375, -3.375, 1],
]

private let tapMatrix: [[Float]] = {
    func row(_ point: Float, _ scale: Float) -> [Float] { [scale, point * scale, point * point * scale] }
    let (a2, b2): (Float, Float) = (0.390_625, 2.25)
    let (scaleA, scaleB) = (1 / (2 * a2 * (a2 - b2)), 1 / (2 * b2 * (b2 - a2)))
    return [
        [1 / (a2 * b2), 0, 0], row(0.625, scaleA), row(-0.625, scaleA), row(1.5, scaleB), row(-1.5, scaleB),
        [0, 0, 1],
    ]
}()

/// `M x M^T`, with `x` square; terms with a factor of zero do not count.
private func transform(_ matrix: [[Float]], _ x: [[Float]]) -> [[Float]] {
    func multiply(_ x: [[Float]]) -> [[Float]] {
        matrix.map { line in
            x[0].indices.map { column in
                var sum: Float = 0
                for (k, factor) in line.enumerated() where factor != 0 { sum += factor * x[k][column] }
                return sum
            }
        }
    }
    func transposed(_ x: [[Float]]) -> [[Float]] { x[0].indices.map { j in x.map { $0[j] } } }
    return transposed(multiply(transposed(multiply(x))))
}

func scalarWinograd() -> WinogradKernels {
    WinogradKernels(
        width: width, rows: rows, input: scalarWinogradInput, output: scalarWinogradOutput,
        weight: scalarWinogradWeight, product: scalarWinogradProduct)
}

private func scalarWinogradInput(_ pointer: UnsafeRawPointer) {
    let tile = pointer.load(as: WinogradInput.self)
    for channel in 0..<(tile.channels + width - 1) / width * width {
        let pixels: [[Float]] = (0..<6).map { y in
            (0..<6).map { x in
                channel < tile.channels ? tile.source[y * tile.rowStride + x * tile.pixelStride + channel] : 0
            }
        }
        let result = transform(inputMatrix, pixels)
        let output = tile.output + channel / width * tile.blockStride + channel % width
        for position in 0..<36 { output[position * tile.positionStride] = result[position / 6][position % 6] }
    }
}

private func scalarWinogradOutput(_ pointer: UnsafeRawPointer) {
    let tile = pointer.load(as: WinogradOutput.self)
    for channel in 0..<tile.channels {
        let products = tile.products + channel / (2 * width) * tile.panelStride + channel % (2 * width)
        let pixels = transform(
            outputMatrix,
            (0..<6).map { y in (0..<6).map { x in products[(y * 6 + x) * tile.positionStride] } })
        for row in 0..<tile.validRows {
            for column in 0..<tile.validColumns {
                let output = tile.output + row * tile.rowStride + column * tile.pixelStride + channel
                var value = pixels[row][column]
                if let bias = tile.bias { value += bias[channel] }
                output.pointee = tile.accumulate ? value + output.pointee : value
            }
        }
    }
}

private func scalarWinogradWeight(_ pointer: UnsafeRawPointer) {
    let tile = pointer.load(as: WinogradTaps.self)
    for i in 0..<tile.count {
        let result = transform(
            tapMatrix, (0..<3).map { y in (0..<3).map { x in tile.taps[(y * 3 + x) * tile.count + i] } })
        for position in 0..<36 {
            tile.output[position * tile.positionStride + i] = result[position / 6][position % 6]
        }
    }
}

private func scalarWinogradProduct(_ vectors: Int, _ pointer: UnsafeRawPointer) {
    let tile = pointer.load(as: WinogradProduct.self)
    for row in 0..<tile.validRows {
        for column in 0..<vectors * width {
            var sum: Float = 0
            for channel in 0..<tile.blocks * width {
                let place = (channel / width * rows + row) * width + channel % width
                sum += tile.strip[place] * tile.panel[channel * vectors * width + column]
            }
            tile.output[row * 2 * width + column] = sum
        }
    }
}
