/// How a sum of outer products is dealt out: groups of output rows times parts of the depth, by the sizes alone.
struct OuterPartition {
    let rows: Int
    let columns: Int
    /// Parts of the depth. The first is summed in the output, the others in places of their own.
    let parts: Int
    private let chunks: Int
    private let groups: Int

    /// Output rows of one group: a multiple of all tile heights.
    private static let rowsPerGroup = 96
    private static let wantedTasks = 8

    init(rows: Int, columns: Int, chunks: Int, work: Int) {
        self.rows = rows
        self.columns = columns
        self.chunks = chunks
        if work < 1 << 20 {
            groups = 1
            parts = 1
        } else {
            groups = max((rows + Self.rowsPerGroup - 1) / Self.rowsPerGroup, 1)
            parts = max(min((Self.wantedTasks + groups - 1) / groups, chunks), 1)
        }
    }

    var count: Int { groups * parts }

    /// At most so many output rows belong to one task.
    var rowsOfGroup: Int { groups == 1 ? rows : Self.rowsPerGroup }

    /// Room for all parts but the first.
    var partialCount: Int { (parts - 1) * rows * columns }

    func task(_ index: Int) -> (part: Int, chunks: Range<Int>, rows: Range<Int>) {
        let (part, group) = (index / groups, index % groups)
        let first = group * rowsOfGroup
        return (
            part, part * chunks / parts..<(part + 1) * chunks / parts, first..<min(first + rowsOfGroup, rows)
        )
    }
}
