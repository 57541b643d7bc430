/// No stage waits for itself, be it through others. Each circle is shown whole, edge by edge.
enum CircularStagesRule {
    /// - Parameter stuck: the stages that cannot be put in order.
    static func report(
        _ stuck: Set<Int>, of drafts: [StageDraft], positions: [String: Int],
        _ problems: inout DiagnosticCollector
    ) {
        var rest = stuck
        while let start = rest.min() {
            guard let circle = circle(from: start, within: rest, drafts, positions) else {
                rest.remove(start)
                continue
            }
            report(circle, drafts, positions, &problems)
            rest.subtract(circle)
        }
    }

    /// Follows what each stage waits for until one comes up again; nil where the way ends.
    private static func circle(
        from start: Int, within rest: Set<Int>, _ drafts: [StageDraft], _ positions: [String: Int]
    ) -> [Int]? {
        var way: [Int] = []
        var places: [Int: Int] = [:]
        var current = start
        while places[current] == nil {
            places[current] = way.count
            way.append(current)
            let next = drafts[current].edges.lazy.compactMap { positions[$0.target] }.first {
                rest.contains($0)
            }
            guard let next else { return nil }
            current = next
        }
        let circle = Array(way[(places[current] ?? 0)...])
        // It is the same circle wherever one starts; the first stage of the recipe is the natural place.
        guard let first = circle.indices.min(by: { circle[$0] < circle[$1] }) else { return nil }
        return Array(circle[first...] + circle[..<first])
    }

    private static func report(
        _ circle: [Int], _ drafts: [StageDraft], _ positions: [String: Int],
        _ problems: inout DiagnosticCollector
    ) {
        var notes: [RecipeDiagnostic.Note] = []
        for (place, position) in circle.enumerated() {
            let next = circle[(place + 1) % circle.count]
            guard let edge = drafts[position].edges.first(where: { positions[$0.target] == next }) else {
                continue
            }
            notes.append(
                .init(
                    reason: .dependsHere(stage: drafts[position].name, on: drafts[next].name),
                    range: edge.range))
        }
        let names = (circle + circle.prefix(1)).map { drafts[$0].name }
        problems.add(.circularStages(names), at: drafts[circle[0]].range, notes: notes)
    }
}
