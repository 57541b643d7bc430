import KernelInterface

/// A strip of columns of a product, as wide as one tile.
struct Panel {
    /// The first column, a multiple of the vector width.
    let column: Int
    /// Width in vectors.
    let vectors: Int
    /// Columns that exist; the rest of the last vector is filled with zeros.
    let validColumns: Int
    /// Rows of a tile of this width.
    let tileRows: Int

    /// Numbers in a row of the panel.
    func width(_ table: KernelTable) -> Int { vectors * table.vectorWidth }

    /// Cuts `columns` into the widest panels, and the rest into narrower ones.
    static func cut(columns: Int, _ table: KernelTable) -> [Panel] {
        var panels: [Panel] = []
        var column = 0
        while column < columns {
            let left = (columns - column + table.vectorWidth - 1) / table.vectorWidth
            let vectors =
                left >= 4 && table.tileVectors >= 4 ? 4 : left >= 2 && table.tileVectors >= 2 ? 2 : 1
            let width = vectors * table.vectorWidth
            panels.append(
                Panel(
                    column: column, vectors: vectors, validColumns: min(width, columns - column),
                    tileRows: table.tileRows(vectors)))
            column += width
        }
        return panels
    }
}
