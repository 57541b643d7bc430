import Engine

/// A graph of stages in three languages.
struct GraphText {
    let graph: StageGraph
    let plan: Plan

    /// One line for each stage, further to the right than all that it depends on.
    ///
    ///     ✓ weights  load-weights
    ///       → narf     train-narf  ← dataset, weights
    var lines: [StyledLine] {
        var depths: [String: Int] = [:]
        var table = TextTable()
        var marks: [(String, StyledLine.Style)] = []
        for stage in graph.stages {
            let depth = (stage.dependencies.compactMap { depths[$0] }.max() ?? -1) + 1
            depths[stage.name] = depth
            let sources = stage.dependencies.isEmpty ? "" : "← " + stage.dependencies.joined(separator: ", ")
            table.add([String(repeating: "  ", count: depth) + stage.name, stage.kind, sources])
            marks.append(mark(stage.name))
        }
        return zip(marks, table.lines()).map { mark, line in
            var marked = StyledLine(mark.0, mark.1).appending(" ")
            marked.append(line)
            return marked
        }
    }

    /// For Graphviz. Stages with results are filled.
    func dot(name: String) -> String {
        var text = "digraph \(Self.quoted(name)) {\n  rankdir=LR;\n  node [shape=box, style=rounded];\n"
        for stage in graph.stages {
            let label = Self.quoted(stage.name + "\n" + stage.kind)
            let style =
                switch plan[stage.name]?.decision {
                case .cached?: ", style=\"rounded,filled\", fillcolor=\"#d9f2d9\""
                case .fetch?: ", style=\"rounded,filled\", fillcolor=\"#d9e7f2\""
                case .maybe?: ", style=\"rounded,dashed\""
                case .impossible?: ", color=\"#cc0000\""
                case .run?, nil: ""
                }
            text += "  \(Self.quoted(stage.name)) [label=\(label)\(style)];\n"
        }
        for (source, target, isOrder) in edges {
            text += "  \(Self.quoted(source)) -> \(Self.quoted(target))\(isOrder ? " [style=dotted]" : "");\n"
        }
        return text + "}\n"
    }

    /// For Markdown pages.
    var mermaid: String {
        var text = "flowchart LR\n"
        var identifiers: [String: String] = [:]
        for (index, stage) in graph.stages.enumerated() {
            identifiers[stage.name] = "s\(index)"
            text += "  s\(index)[\"\(Self.escaped(stage.name))<br/>\(Self.escaped(stage.kind))\"]\n"
        }
        for (source, target, isOrder) in edges {
            text +=
                "  \(identifiers[source] ?? "") \(isOrder ? "-.->" : "-->") \(identifiers[target] ?? "")\n"
        }
        let cached = graph.stages.filter { plan[$0.name]?.decision == .cached }
            .compactMap { identifiers[$0.name] }
        if !cached.isEmpty {
            text += "  classDef cached fill:#d9f2d9\n  class \(cached.joined(separator: ",")) cached\n"
        }
        return text
    }

    /// From the stage that gives to the one that takes; the last says that only the order counts.
    private var edges: [(String, String, Bool)] {
        graph.stages.flatMap { stage in
            let data = Set(
                stage.inputs.values.compactMap { source -> String? in
                    if case .output(let name, _) = source { name } else { nil }
                })
            return stage.dependencies.map { ($0, stage.name, !data.contains($0)) }
        }
    }

    private func mark(_ stage: String) -> (String, StyledLine.Style) {
        plan[stage].map { PlanText.mark($0.decision) } ?? ("·", .dim)
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for character in TerminalText.harmless(text, keepsLines: true) {
            switch character {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            default: result.append(character)
            }
        }
        return result + "\""
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in TerminalText.harmless(text) {
            switch character {
            case "\"": result += "#quot;"
            case "#": result += "#35;"
            case "<": result += "#lt;"
            case ">": result += "#gt;"
            default: result.append(character)
            }
        }
        return result
    }
}
