import KernelInterface

/// The places of the rows of one task.
struct RowPlaces: ~Copyable {
    /// More than any tile is high.
    static let slack = 16

    let rows: UnsafeMutablePointer<ConstantFloats>
    let outputs: UnsafeMutablePointer<MutableFloats>
    private(set) var count = 0

    init(capacity: Int) {
        rows = .allocate(capacity: capacity + Self.slack)
        outputs = .allocate(capacity: capacity + Self.slack)
    }

    deinit {
        rows.deallocate()
        outputs.deallocate()
    }

    mutating func append(row: ConstantFloats, output: MutableFloats) {
        rows[count] = row
        outputs[count] = output
        count += 1
    }

    /// Repeats the last row, so that a tile may read past the end.
    mutating func close() {
        guard count > 0 else { return }
        (rows + count).update(repeating: rows[count - 1], count: Self.slack)
        (outputs + count).update(repeating: outputs[count - 1], count: Self.slack)
    }
}
