import KernelInterface

/// Where the rows of one task are: each of the left side, and each of the output. It lies in a scratch.
struct RowPlaces {
    /// What is said of the rows together.
    struct Header {
        var count = 0
        /// The first row, of a matrix.
        var first = 0
        /// From one row of a window to the next, of pictures.
        var windowStride = 0
    }

    /// More than the rows of any strip.
    private static let slack = 16

    let header: UnsafeMutablePointer<Header>
    let rows: UnsafeMutablePointer<ConstantFloats>
    let outputs: UnsafeMutablePointer<MutableFloats>

    /// Numbers of a scratch that the places of so many rows take: whole cache lines.
    static func room(_ rows: Int) -> Int {
        let bytes =
            MemoryLayout<Header>.stride + 2 * (rows + slack) * MemoryLayout<MutableFloats>.stride
        return (bytes + 63) / 64 * 16
    }

    /// Places in `scratch`, `room(capacity)` numbers, as they are there.
    init(capacity: Int, in scratch: MutableFloats) {
        let raw = UnsafeMutableRawPointer(scratch)
        let (first, count) = (raw + MemoryLayout<Header>.stride, capacity + Self.slack)
        header = raw.bindMemory(to: Header.self, capacity: 1)
        rows = first.bindMemory(to: ConstantFloats.self, capacity: count)
        outputs = (first + count * MemoryLayout<ConstantFloats>.stride)
            .bindMemory(to: MutableFloats.self, capacity: count)
    }

    var count: Int { header.pointee.count }

    /// Forgets all rows.
    func clear() { header.pointee = Header() }

    func append(row: ConstantFloats, output: MutableFloats) {
        let count = header.pointee.count
        rows[count] = row
        outputs[count] = output
        header.pointee.count = count + 1
    }

    /// Repeats the last row, so that the last strip is whole.
    func close() {
        guard count > 0 else { return }
        (rows + count).update(repeating: rows[count - 1], count: Self.slack)
    }
}
