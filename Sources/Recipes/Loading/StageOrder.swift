/// Puts stages in an order in which they can run.
enum StageOrder {
    /// - Returns: positions, each after all it waits for and otherwise in the order given; nil for a circle,
    ///   which is then reported.
    /// - Complexity: linear in stages and edges, but for keeping those that are ready sorted.
    static func order(_ drafts: [StageDraft], _ problems: inout DiagnosticCollector) -> [Int]? {
        let positions = Dictionary(
            drafts.enumerated().map { ($0.element.name, $0.offset) }, uniquingKeysWith: { first, _ in first })
        var waiting = [Int](repeating: 0, count: drafts.count)
        var followers = [[Int]](repeating: [], count: drafts.count)
        for (position, draft) in drafts.enumerated() {
            for target in Set(draft.edges.compactMap { positions[$0.target] }) {
                waiting[position] += 1
                followers[target].append(position)
            }
        }
        var ready = drafts.indices.filter { waiting[$0] == 0 }
        var order: [Int] = []
        while !ready.isEmpty {
            let position = ready.removeFirst()
            order.append(position)
            for follower in followers[position] {
                waiting[follower] -= 1
                if waiting[follower] == 0 {
                    ready.insert(follower, at: ready.firstIndex { $0 > follower } ?? ready.endIndex)
                }
            }
        }
        guard order.count < drafts.count else { return order }
        let stuck = Set(drafts.indices).subtracting(order)
        CircularStagesRule.report(stuck, of: drafts, positions: positions, &problems)
        return nil
    }
}
