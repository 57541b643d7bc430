import KernelInterface

/// The windows that a convolution sees of a batch of pictures `[batch, height, width, channels]`: that of output
/// `(y, x)` starts at row `originY + y * stride`, column `originX + x * stride`, and may reach over the edges, where it
/// sees zeros.
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
    /// What is done to each picture first.
    var prologue: Compute.Prologue?

    /// Rows of the picture that `rows` output rows see.
    func inputRows(_ rows: Int) -> Int { (rows - 1) * stride + kernelHeight }

    /// Columns that `columns` output columns see.
    func inputColumns(_ columns: Int) -> Int { (columns - 1) * stride + kernelWidth }

    /// Whether the windows of a part of the output have to be copied: for zeros over an edge, or for the prologue.
    func copies(_ rows: Range<Int>, _ columns: Range<Int>) -> Bool {
        let (y, x) = (originY + rows.lowerBound * stride, originX + columns.lowerBound * stride)
        return prologue != nil || y < 0 || x < 0 || y + inputRows(rows.count) > height
            || x + inputColumns(columns.count) > width
    }

    /// Where the picture itself holds the window of an output.
    func place(image: Int, row: Int, column: Int) -> ConstantFloats {
        let (y, x) = (originY + row * stride, originX + column * stride)
        return source + ((image * height + y) * width + x) * channels
    }

    /// Copies what a part of the output of one picture sees, with zeros over the edges, to `destination`
    /// `[inputRows, inputColumns, channels]`.
    func copy(
        image: Int, rows: Range<Int>, columns: Range<Int>, _ table: KernelTable, to destination: MutableFloats
    ) {
        let count = inputColumns(columns.count)
        let (y, x) = (originY + rows.lowerBound * stride, originX + columns.lowerBound * stride)
        let from = min(max(x, 0), width)
        let to = max(min(x + count, width), from)
        let before = min(from - x, count)
        let after = count - before - (to - from)
        var output = destination
        for row in y..<y + inputRows(rows.count) {
            if row < 0 || row >= height {
                output.update(repeating: 0, count: count * channels)
            } else {
                output.update(repeating: 0, count: before * channels)
                let pixels = source + ((image * height + row) * width + from) * channels
                let inside = output + before * channels
                if let prologue {
                    table.affineRows(
                        to - from, channels, pixels, prologue.coefficients + image * 2 * channels,
                        prologue.silu, inside, false)
                } else {
                    inside.update(from: pixels, count: (to - from) * channels)
                }
                (output + (count - after) * channels).update(repeating: 0, count: after * channels)
            }
            output += count * channels
        }
    }
}
