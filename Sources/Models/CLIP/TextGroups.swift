import Tensors

/// Texts sorted by their lengths, so that each group can run without padding.
struct TextGroups {
    struct Group {
        /// Positions in the list of all texts.
        let indices: [Int]
        /// All of one length.
        let texts: [[Int]]
    }

    /// From the shortest texts to the longest.
    let groups: [Group]

    init(_ texts: [[Int]]) {
        let lengths = Set(texts.map(\.count)).sorted()
        groups = lengths.map { length in
            let indices = texts.indices.filter { texts[$0].count == length }
            return Group(indices: indices, texts: indices.map { texts[$0] })
        }
    }

    /// The rows that `body` gives for each group, in the order of the texts.
    func joined(_ body: (Group) -> Tensor) -> Tensor {
        let parts = groups.map(body)
        if parts.count == 1 { return parts[0] }
        var places: [Int: Int] = [:]
        for (row, index) in groups.flatMap(\.indices).enumerated() { places[index] = row }
        return Tensor.concatenated(parts, axis: 0).gathered(places.keys.sorted().map { places[$0]! })
    }
}
