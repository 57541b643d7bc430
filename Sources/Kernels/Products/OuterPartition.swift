import KernelInterface

/// How a sum of outer products is dealt out: groups of output rows times parts of the depth, by the sizes alone.
struct OuterPartition {
    struct Task {
        let part: Int
        let chunks: Range<Int>
        let rows: Range<Int>
    }

    let rows: Int
    let columns: Int
    /// Parts of the depth. The first is summed in the output, the others in places of their own.
    let parts: Int
    /// At most so many output rows belong to one task.
    let rowsOfGroup: Int
    private let chunks: Int
    private let groups: Int

    /// Groups are multiples of all strips.
    private static let step = 12

    init(rows: Int, columns: Int, chunks: Int, work: Int) {
        self.rows = rows
        self.columns = columns
        self.chunks = chunks
        let least = (rows + Blocking.rows - 1) / Blocking.rows
        if work <= Blocking.worthwhile {
            parts = 1
            rowsOfGroup = min(rows, Blocking.rows)
        } else {
            parts = max(min(Blocking.tasks / least, chunks / 2), 1)
            let most = (rows + Blocking.outerRows - 1) / Blocking.outerRows
            let wanted = max(least, min((Blocking.tasks + parts - 1) / parts, most))
            rowsOfGroup = ((rows + wanted - 1) / wanted + Self.step - 1) / Self.step * Self.step
        }
        groups = (rows + rowsOfGroup - 1) / rowsOfGroup
    }

    var count: Int { groups * parts }

    /// Room for all parts but the first.
    var partialCount: Int { (parts - 1) * rows * columns }

    func task(_ index: Int) -> Task {
        let (part, group) = (index / groups, index % groups)
        let first = group * rowsOfGroup
        return Task(
            part: part, chunks: part * chunks / parts..<(part + 1) * chunks / parts,
            rows: first..<min(first + rowsOfGroup, rows))
    }

    /// Where a task writes: to rows of the output, or of its part.
    func place(
        _ task: Task, output: MutableFloats, stride: Int, partials: MutableFloats, in places: RowPlaces
    ) {
        let start = task.part == 0 ? output : partials + (task.part - 1) * rows * columns
        let stride = task.part == 0 ? stride : columns
        places.clear()
        for row in task.rows {
            let output = start + row * stride
            places.append(row: ConstantFloats(output), output: output)
        }
    }
}
