import Values

/// `needs` names stages that exist: as declared, which for a matrix means all of it, or one of a matrix.
enum NeedsRule {
    static func check(
        _ stage: StageDeclaration, _ table: StageTable, _ problems: inout DiagnosticCollector
    ) -> [StageDraft.Edge] {
        if let node = stage.object["needs"], node.arrayValue == nil, node.stringValue == nil {
            problems.add(
                .wrongShape(key: "needs", expected: "a list of stage names", found: node.words),
                at: node.range)
        }
        var edges: [StageDraft.Edge] = []
        for node in stage.needs {
            guard let name = node.stringValue else {
                problems.add(
                    .wrongShape(key: "needs", expected: "a list of stage names", found: node.words),
                    at: node.range)
                continue
            }
            if let entry = table[name] {
                edges += entry.instances.map { .init(target: $0.name, range: node.range) }
                continue
            }
            let base = String(name.prefix { $0 != "[" })
            if let instance = table[base]?.instances.first(where: { $0.name == name }) {
                edges.append(.init(target: instance.name, range: node.range))
            } else {
                problems.add(.unknownStage(name, suggestion: table.suggestion(for: base)), at: node.range)
            }
        }
        return edges
    }
}
