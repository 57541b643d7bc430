import KernelInterface

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What the tasks of one convolution share, and the work of each:
///
///     pixels --copy, prologue--> segment --B^T d B--> strips [36, strips, blocks, rows, width]
///       strips x panels [36, panels, channels, 2 * width] --> products [36, panels, tiles, 2 * width]
///       products --A^T m A, bias--> pixels
///
/// The 36 products come one after the other, and each panel meets all strips of the task before the next.
struct WinogradTask {
    let shape: Compute.ConvolutionShape
    let table: KernelTable
    let tiling: WinogradTiling
    let panels: WinogradPanels
    let input: ConstantFloats
    let weight: ConstantFloats
    let weightPositionStride: Int
    let bias: ConstantFloats?
    let prologue: Compute.Prologue?
    let accumulate: Bool
    let output: MutableFloats

    private var kernels: WinogradKernels { table.winograd }
    private var blocks: Int { (shape.inputChannels + kernels.width - 1) / kernels.width }
    private var blockNumbers: Int { kernels.rows * kernels.width }
    private var stripNumbers: Int { blocks * blockNumbers }
    /// A cache line more than the strips need, or all positions would share a few sets of the cache.
    private var stripPosition: Int { tiling.tilesPerTask / kernels.rows * stripNumbers + 16 }
    private var panelNumbers: Int { tiling.tilesPerTask * 2 * kernels.width }
    private var productPosition: Int { panels.count * panelNumbers + 16 }
    private var segmentNumbers: Int { tiling.segmentPixels * shape.inputChannels }

    /// Numbers of scratch that a worker needs.
    var scratch: Int {
        36 * stripPosition + 36 * productPosition + 36 * kernels.width + (segmentNumbers + 15) / 16 * 16
    }

    /// A picture of few tiles is a single task of them; its panels are shared out instead, and each part transforms
    /// the inputs for itself.
    private static let mostParts = 4
    private var parts: Int { tiling.tasks > 1 ? 1 : max(1, min(panels.count, Self.mostParts)) }

    /// How many tasks there are, by the sizes alone.
    var tasks: Int { tiling.tasks * parts }

    func run(_ task: Int, scratch: MutableFloats) {
        let (tiles, part) = (tiling.tiles(ofTask: task / parts), task % parts)
        let own = panels.count * part / parts..<panels.count * (part + 1) / parts
        let strips = scratch
        let products = strips + 36 * stripPosition
        let temporary = products + 36 * productPosition
        let copy = temporary + 36 * kernels.width
        transformInputs(tiles, strips, temporary, copy)
        multiply(tiles.count, own, strips, products)
        transformOutputs(tiles, own, products, temporary)
    }

    private func transformInputs(
        _ tiles: Range<Int>, _ strips: MutableFloats, _ temporary: MutableFloats, _ copy: MutableFloats
    ) {
        let channels = shape.inputChannels
        var tile = WinogradInput(
            source: input, rowStride: 0, pixelStride: channels, channels: channels, output: strips,
            positionStride: stripPosition, blockStride: blockNumbers, temporary: temporary)
        var next = tiles.lowerBound
        while next < tiles.upperBound {
            let segment = tiling.segment(next..<tiles.upperBound)
            let (source, rowStride) = pixels(segment, copy)
            tile.rowStride = rowStride
            for number in segment.tiles {
                let (row, column) = segment.place(number)
                tile.source =
                    source + 4 * (row - segment.row) * rowStride
                    + 4 * (column - segment.columns.lowerBound) * channels
                let index = number - tiles.lowerBound
                tile.output =
                    strips + index / kernels.rows * stripNumbers + index % kernels.rows * kernels.width
                kernels.input(&tile)
            }
            next = segment.tiles.upperBound
        }
        clearRest(tiles.count, strips)
    }

    /// Zeros in the rows of the last strip that are no tiles.
    private func clearRest(_ count: Int, _ strips: MutableFloats) {
        let first = count % kernels.rows
        guard first > 0 else { return }
        let strip = strips + count / kernels.rows * stripNumbers + first * kernels.width
        for position in 0..<36 {
            for block in 0..<blocks {
                (strip + position * stripPosition + block * blockNumbers)
                    .update(repeating: 0, count: blockNumbers - first * kernels.width)
            }
        }
    }

    /// Where the inputs of a segment start and how far apart their rows are: in the picture itself if they are all
    /// inside and there is nothing to do to them first, or else in a copy.
    private func pixels(
        _ segment: WinogradTiling.Segment, _ copy: MutableFloats
    ) -> (ConstantFloats, rowStride: Int) {
        let channels = shape.inputChannels
        let (top, left) = (4 * segment.row - shape.padding, 4 * segment.columns.lowerBound - shape.padding)
        let (height, width) = (4 * segment.rows + 2, 4 * segment.columns.count + 2)
        let picture = input + segment.image * shape.height * shape.width * channels
        if prologue == nil, top >= 0, left >= 0, top + height <= shape.height, left + width <= shape.width {
            return (picture + (top * shape.width + left) * channels, shape.width * channels)
        }
        let rowStride = width * channels
        // Columns before, inside and behind the picture.
        let before = min(max(-left, 0), width)
        let inside = max(min(left + width, shape.width) - max(left, 0), 0)
        for y in 0..<height {
            let line = copy + y * rowStride
            guard top + y >= 0, top + y < shape.height, inside > 0 else {
                line.update(repeating: 0, count: rowStride)
                continue
            }
            let source = picture + ((top + y) * shape.width + left + before) * channels
            let target = line + before * channels
            line.update(repeating: 0, count: before * channels)
            if let prologue {
                table.affineRows(
                    inside, channels, source, prologue.coefficients + segment.image * 2 * channels,
                    prologue.silu, target, false)
            } else {
                memcpy(target, source, inside * channels * MemoryLayout<Float>.stride)
            }
            (target + inside * channels).update(
                repeating: 0, count: (width - before - inside) * channels)
        }
        return (ConstantFloats(copy), rowStride)
    }

    private func multiply(
        _ count: Int, _ own: Range<Int>, _ strips: MutableFloats, _ products: MutableFloats
    ) {
        let depth = blocks * kernels.width
        let stripCount = (count + kernels.rows - 1) / kernels.rows
        var tile = WinogradProduct(
            strip: ConstantFloats(strips), panel: weight, blocks: blocks, output: products,
            validRows: kernels.rows, next: weight, nextLines: 0)
        // While a panel is at work the next one comes nearer, an equal part with each strip.
        let blockLines = 2 * kernels.width * kernels.width / WinogradProduct.lineNumbers
        tile.nextLines = (blockLines + stripCount - 1) / stripCount
        let nextStride = tile.nextLines * blocks * WinogradProduct.lineNumbers
        for position in 0..<36 {
            for panel in own {
                tile.panel = weight + position * weightPositionStride + panels.column(panel) * depth
                // The next panel, of this position or the next, starts where this one ends.
                let next = tile.panel + depth * panels.vectors(panel) * kernels.width
                for strip in 0..<stripCount {
                    tile.strip = ConstantFloats(strips + position * stripPosition + strip * stripNumbers)
                    tile.output =
                        products + position * productPosition + panel * panelNumbers
                        + strip * kernels.rows * 2 * kernels.width
                    tile.validRows = min(kernels.rows, count - strip * kernels.rows)
                    tile.next = next + strip * nextStride
                    kernels.product(panels.vectors(panel), &tile)
                }
            }
        }
    }

    private func transformOutputs(
        _ tiles: Range<Int>, _ own: Range<Int>, _ products: MutableFloats, _ temporary: MutableFloats
    ) {
        let channels = shape.outputChannels
        let first = panels.column(own.lowerBound)
        let (height, width) = (shape.outputHeight, shape.outputWidth)
        var tile = WinogradOutput(
            products: ConstantFloats(products), positionStride: productPosition, panelStride: panelNumbers,
            channels: min(channels, panels.column(own.upperBound)) - first, pixelStride: channels,
            output: output, rowStride: width * channels, validRows: 4, validColumns: 4,
            bias: bias.map { $0 + first }, accumulate: accumulate, temporary: temporary)
        var next = tiles.lowerBound
        while next < tiles.upperBound {
            let segment = tiling.segment(next..<tiles.upperBound)
            for number in segment.tiles {
                let (row, column) = segment.place(number)
                tile.products = ConstantFloats(
                    products + own.lowerBound * panelNumbers + (number - tiles.lowerBound) * 2 * kernels.width
                )
                tile.output =
                    output + ((segment.image * height + 4 * row) * width + 4 * column) * channels + first
                tile.validRows = min(4, height - 4 * row)
                tile.validColumns = min(4, width - 4 * column)
                kernels.output(&tile)
            }
            next = segment.tiles.upperBound
        }
    }
}
