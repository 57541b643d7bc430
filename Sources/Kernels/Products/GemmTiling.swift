/// How the tiles of a matrix product are dealt out: by the sizes alone.
struct GemmTiling {
    private let m: Int
    private let rowsPerTile: Int
    private let rowTiles: Int
    private let panelsPerTile: Int
    private let panelTiles: Int
    private let panelCount: Int

    /// Multiply-accumulates worth starting a thread for.
    private static let worthwhile = 1 << 20

    init(m: Int, panels: Int, depth: Int) {
        self.m = m
        panelCount = panels
        let work = m * panels * 64 * max(depth, 1)
        if work <= Self.worthwhile {
            rowsPerTile = max(m, 1)
            panelsPerTile = max(panels, 1)
        } else if work <= 16 * Self.worthwhile {
            // Some tiles for balance; the heights are multiples of all tile heights.
            rowsPerTile = max((m / 8 + 11) / 12 * 12, 12)
            panelsPerTile = m <= 48 ? 1 : max(panels, 1)
        } else {
            rowsPerTile = 96
            panelsPerTile = 4
        }
        rowTiles = (m + rowsPerTile - 1) / rowsPerTile
        panelTiles = (panels + panelsPerTile - 1) / panelsPerTile
    }

    var count: Int { rowTiles * panelTiles }

    func rows(_ tile: Int) -> Range<Int> {
        let start = tile % rowTiles * rowsPerTile
        return start..<min(start + rowsPerTile, m)
    }

    func panels(_ tile: Int) -> Range<Int> {
        let start = tile / rowTiles * panelsPerTile
        return start..<min(start + panelsPerTile, panelCount)
    }
}
