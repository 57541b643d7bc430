import Engine
import Values

/// In what two recipes, runs or bundles differ, for a person and for a script.
struct DifferenceText {
    private static let shownFigures = 8

    let comparison: SideComparison
    let before: String
    let after: String

    var lines: [StyledLine] {
        var lines = [StyledLine("From \(before) to \(after):", .bold)]
        for difference in comparison.params {
            lines.append(StyledLine("≠ ", .yellow).appending("params.\(difference.text)"))
        }
        let shown = comparison.stages.filter { !$0.isSame }
        let width = shown.map { TerminalText.width(of: $0.comparison.stage) }.max() ?? 0
        for stage in shown {
            let (mark, style) = Self.mark(stage.comparison.verdict)
            for (index, text) in texts(stage).enumerated() {
                var line = StyledLine(index == 0 ? mark : " ", style)
                let name = index == 0 ? stage.comparison.stage : ""
                line.append(" " + TerminalText.padded(name, to: width) + "  " + text)
                lines.append(line)
            }
        }
        let same = comparison.stages.count - shown.count
        if comparison.isSame {
            lines.append(StyledLine("no value and no result differs", .green))
        } else if same > 0 {
            let others = QuantityText.count(same, "other stage")
            lines.append(StyledLine("\(others) \(same == 1 ? "does" : "do") not differ", .dim))
        }
        return lines
    }

    var json: JSONValue {
        [
            "before": .string(before), "after": .string(after), "same": .bool(comparison.isSame),
            "params": .array(comparison.params.map(\.json)),
            "stages": .array(
                comparison.stages.map { stage in
                    [
                        "name": .string(stage.comparison.stage), "same": .bool(stage.isSame),
                        "verdict": .string(ComparisonText.name(stage.comparison.verdict)),
                        "before": stage.comparison.before.map { .string($0.hexadecimal) } ?? .null,
                        "after": stage.comparison.after.map { .string($0.hexadecimal) } ?? .null,
                        "reasons": .array(
                            ComparisonText.reasons(stage.comparison.verdict).map { .string($0) }),
                        "outputs": .array(
                            stage.outputs.map { output in
                                [
                                    "name": .string(output.name),
                                    "before": .string(output.before.digest.hexadecimal),
                                    "after": .string(output.after.digest.hexadecimal),
                                ]
                            }),
                        "figures": .array(stage.figures.map(\.json)),
                    ]
                }),
        ]
    }

    private func texts(_ stage: SideComparison.Stage) -> [String] {
        var texts: [String] =
            switch stage.comparison.verdict {
            case .onlyBefore: ["only in the first"]
            case .onlyAfter: ["only in the second"]
            case .same: ["the same key, and other bytes"]
            default: ComparisonText.reasons(stage.comparison.verdict)
            }
        for output in stage.outputs {
            texts.append(
                "output \(output.name) \(output.before.digest.short) -> \(output.after.digest.short)")
        }
        texts += stage.figures.prefix(Self.shownFigures).map { "figure " + $0.text }
        if stage.figures.count > Self.shownFigures {
            texts.append("and \(stage.figures.count - Self.shownFigures) more figures; --json has all")
        }
        return texts
    }

    private static func mark(_ verdict: StageComparison.Verdict) -> (String, StyledLine.Style) {
        switch verdict {
        case .onlyBefore: ("-", .red)
        case .onlyAfter: ("+", .green)
        case .impossible: ("✗", .red)
        default: ("≠", .yellow)
        }
    }
}
