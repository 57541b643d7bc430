import KernelInterface

/// The windows that a convolution sees of a batch of pictures `[batch, height, width, channels]`: that of output
/// `(y, x)` starts at row `originY + y * stride`, column `originX + x * stride`, and may reach over the edges.
struct Window {
    let source: ConstantFloats
    let height: Int
    let width: Int
    let channels: Int
    /// Rows and columns of a window.
    let kernelHeight: Int
    let kernelWidth: Int
    let stride: Int
    let originY: Int
    let originX: Int
    let outputHeight: Int
    let outputWidth: Int

    /// Whether some window reaches over an edge, where zeros are wanted.
    var crossesEdges: Bool {
        originY < 0 || originX < 0 || originY + reach(outputHeight, kernelHeight) > height
            || originX + reach(outputWidth, kernelWidth) > width
    }

    /// Rows of the picture that `rows` output rows see.
    func inputRows(_ rows: Int) -> Int { reach(rows, kernelHeight) }

    /// Columns that the output columns see.
    var inputColumns: Int { reach(outputWidth, kernelWidth) }

    private func reach(_ outputs: Int, _ kernel: Int) -> Int { (outputs - 1) * stride + kernel }

    /// Where the picture itself holds the window of output `(y, 0)`.
    func place(image: Int, row: Int) -> ConstantFloats {
        source + ((image * height + originY + row * stride) * width + originX) * channels
    }

    /// Copies what the output rows `rows` of one picture see, with zeros over the edges, to `destination`
    /// `[inputRows, inputColumns, channels]`.
    func copy(image: Int, rows: Range<Int>, to destination: MutableFloats) {
        let columns = inputColumns
        let from = min(max(originX, 0), width)
        let to = max(min(originX + columns, width), from)
        let before = min(from - originX, columns)
        let after = columns - before - (to - from)
        var output = destination
        for y in 0..<inputRows(rows.count) {
            let row = originY + rows.lowerBound * stride + y
            if row < 0 || row >= height {
                output.update(repeating: 0, count: columns * channels)
            } else {
                output.update(repeating: 0, count: before * channels)
                (output + before * channels).update(
                    from: source + ((image * height + row) * width + from) * channels,
                    count: (to - from) * channels)
                (output + (columns - after) * channels).update(repeating: 0, count: after * channels)
            }
            output += columns * channels
        }
    }
}
