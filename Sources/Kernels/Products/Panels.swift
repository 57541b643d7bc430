/// Columns of a product that are packed side by side.
struct Panel {
    /// The first column.
    let column: Int
    /// Width in vectors, one or two.
    let vectors: Int
    /// Width in numbers.
    let width: Int
    /// Columns that exist; zeros stand in the others.
    let validColumns: Int
}

/// The columns of a product, cut into panels of two vectors; the last may have one.
struct Panels {
    let columns: Int
    private let vectorWidth: Int

    init(columns: Int, vectorWidth: Int) {
        self.columns = columns
        self.vectorWidth = vectorWidth
    }

    var count: Int { (columns + widest - 1) / widest }

    /// Width of all but the last.
    var widest: Int { 2 * vectorWidth }

    /// Width of all together.
    var width: Int { (columns + vectorWidth - 1) / vectorWidth * vectorWidth }

    subscript(_ index: Int) -> Panel {
        let column = index * widest
        let left = columns - column
        let vectors = left > vectorWidth ? 2 : 1
        return Panel(
            column: column, vectors: vectors, width: vectors * vectorWidth,
            validColumns: min(left, vectors * vectorWidth))
    }
}
