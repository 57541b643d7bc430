import KernelInterface

/// The right side of a product, `[taps, channels, columns]`: where its numbers lie, and how they are stored.
struct RightSide {
    /// Number `[0, 0, 0]`; aligned to nothing.
    let source: UnsafeRawPointer
    let elementType: ElementType
    /// From one column to the next, in numbers.
    let columnStride: Int
    /// From one channel to the next.
    let channelStride: Int
    /// The taps lie on a grid; a matrix has one.
    var tapRows = 1
    var tapColumns = 1
    /// From one row of taps to the next.
    var tapRowStride = 0
    /// From one tap of a row to the next.
    var tapColumnStride = 0

    /// `[depth, columns]`, rows `stride` apart.
    static func rows(_ start: UnsafeRawPointer, _ type: ElementType, stride: Int) -> RightSide {
        RightSide(source: start, elementType: type, columnStride: 1, channelStride: stride)
    }

    /// `[columns, depth]`, columns `stride` apart.
    static func columns(_ start: UnsafeRawPointer, _ type: ElementType, stride: Int) -> RightSide {
        RightSide(source: start, elementType: type, columnStride: stride, channelStride: 1)
    }

    private var taps: Int { tapRows * tapColumns }

    /// Packs a block of the depth of one panel.
    func pack(_ block: DepthBlock, _ panel: Panel, _ table: KernelTable, into destination: MutableFloats) {
        let place = panel.column * columnStride + block.channels.lowerBound * channelStride
        var packing = PanelPacking(
            source: source + place * elementType.size, elementType: elementType, lines: block.depth,
            lineStride: channelStride, columnStride: columnStride, validColumns: panel.validColumns,
            width: panel.width, taps: 1, panel: destination)
        if taps == 1 || isContiguous(block.channels.count) {
            table.packPanel(&packing)
        } else if tapsTakeTurns {
            packing.lineStride = 1
            packing.taps = taps
            table.packPanel(&packing)
        } else {
            packing.lines = block.channels.count
            for row in 0..<tapRows {
                for column in 0..<tapColumns {
                    let tap = row * tapRowStride + column * tapColumnStride
                    packing.source = source + (place + tap) * elementType.size
                    table.packPanel(&packing)
                    packing.panel += packing.lines * panel.width
                }
            }
        }
    }

    /// The rows of bytes that `pack` reads, if they are few and long.
    func ahead(_ block: DepthBlock, _ panel: Panel) -> Ahead? {
        let place = panel.column * columnStride + block.channels.lowerBound * channelStride
        let start = source + place * elementType.size
        if columnStride == 1 && taps == 1 {
            return Ahead(
                start: start, rows: block.depth, stride: channelStride * elementType.size,
                lines: (panel.validColumns * elementType.size + 63) / 64)
        }
        guard (channelStride == 1 && taps == 1) || isContiguous(block.channels.count) || tapsTakeTurns else {
            return nil
        }
        return Ahead(
            start: start, rows: panel.validColumns, stride: columnStride * elementType.size,
            lines: (block.depth * elementType.size + 63) / 64)
    }

    /// Whether so many channels of all taps are one run of numbers.
    private func isContiguous(_ channels: Int) -> Bool {
        channelStride == 1 && tapColumnStride == channels && tapRowStride == tapColumns * channels
    }

    /// Whether a column holds all taps of one channel, then all of the next.
    private var tapsTakeTurns: Bool {
        channelStride == taps && tapColumnStride == 1 && tapRowStride == tapColumns
    }
}
