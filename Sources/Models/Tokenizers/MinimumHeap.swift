/// Numbers of which the smallest comes first: a binary heap.
struct MinimumHeap {
    private var values: [UInt64] = []

    mutating func insert(_ value: UInt64) {
        values.append(value)
        var index = values.count - 1
        while index > 0, values[index] < values[(index - 1) / 2] {
            values.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    mutating func removeFirst() -> UInt64? {
        guard let first = values.first else { return nil }
        let last = values.removeLast()
        guard !values.isEmpty else { return first }
        values[0] = last
        var index = 0
        while true {
            var smallest = index
            for child in [2 * index + 1, 2 * index + 2]
            where child < values.count && values[child] < values[smallest] {
                smallest = child
            }
            if smallest == index { return first }
            values.swapAt(index, smallest)
            index = smallest
        }
    }
}
