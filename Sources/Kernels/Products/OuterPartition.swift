/// How a sum of outer products is dealt out: groups of output rows times parts of the depth, by the sizes alone.
struct OuterPartition {
    let rows: Int
    let columns: Int
    /// Parts of the depth. The first is summed in the output, the others in places of their own.
    let parts: Int
    /// At most so many output rows belong to one task.
    let rowsOfGroup: Int
    private let chunks: Int
    private let groups: Int

    /// Beyond so many output rows, a second group costs less than it brings.
    private static let mostRows = 192
    /// With fewer, the right side is read too often.
    private static let leastRows = 24
    /// Groups are multiples of all tile heights.
    private static let step = 12
    private static let wantedTasks = 8

    init(rows: Int, columns: Int, chunks: Int, work: Int, splitsDepth: Bool = true) {
        self.rows = rows
        self.columns = columns
        self.chunks = chunks
        if work < 1 << 20 {
            parts = 1
            rowsOfGroup = max(rows, 1)
        } else {
            let least = (rows + Self.mostRows - 1) / Self.mostRows
            parts = splitsDepth ? max(min(Self.wantedTasks / least, chunks / 2), 1) : 1
            let most = (rows + Self.leastRows - 1) / Self.leastRows
            let wanted = max(least, min((Self.wantedTasks + parts - 1) / parts, most), 1)
            rowsOfGroup = ((rows + wanted - 1) / wanted + Self.step - 1) / Self.step * Self.step
        }
        groups = (rows + rowsOfGroup - 1) / rowsOfGroup
    }

    var count: Int { groups * parts }

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
