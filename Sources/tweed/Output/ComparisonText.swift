import Engine
import Values

/// In what two runs differ, for a person and for a script.
struct ComparisonText {
    let comparisons: [StageComparison]
    let before: String
    let after: String

    /// - Parameter isDetailed: whether stages that are the same get a line each, and not one together.
    func lines(isDetailed: Bool) -> [StyledLine] {
        var lines = [StyledLine("From \(before) to \(after):", .bold)]
        let shown = comparisons.filter { isDetailed || $0.verdict != .same }
        let width = shown.map { TerminalText.width(of: $0.stage) }.max() ?? 0
        for comparison in shown {
            let (mark, style, texts) = Self.words(comparison.verdict)
            for (index, text) in texts.enumerated() {
                var line = StyledLine(index == 0 ? mark : " ", style)
                line.append(
                    " " + TerminalText.padded(index == 0 ? comparison.stage : "", to: width) + "  " + text)
                lines.append(line)
            }
        }
        let same = comparisons.count - shown.count
        if same == comparisons.count, !isDetailed {
            let all = same == 1 ? "the one stage has" : "all \(same) stages have"
            lines.append(StyledLine("\(all) the same key", .green))
        } else if same > 0 {
            let others = QuantityText.count(same, "other stage")
            lines.append(StyledLine("\(others) \(same == 1 ? "has" : "have") the same key", .dim))
        }
        return lines
    }

    func json(runs: [RunID]) -> JSONValue {
        [
            "runs": .array(runs.map { .string($0.text) }),
            "stages": .array(
                comparisons.map { comparison in
                    [
                        "name": .string(comparison.stage), "verdict": .string(Self.name(comparison.verdict)),
                        "before": comparison.before.map { .string($0.hexadecimal) } ?? .null,
                        "after": comparison.after.map { .string($0.hexadecimal) } ?? .null,
                        "reasons": .array(Self.reasons(comparison.verdict).map { .string($0) }),
                    ]
                }),
        ]
    }

    private static func words(_ verdict: StageComparison.Verdict) -> (String, StyledLine.Style, [String]) {
        switch verdict {
        case .same: ("=", .dim, ["same key"])
        case .different: ("≠", .yellow, reasons(verdict))
        case .open(let upstream):
            ("?", .yellow, ["its own part is the same; \(upstream.joined(separator: ", ")) not computed yet"])
        case .onlyBefore: ("-", .red, ["only in the earlier one"])
        case .onlyAfter: ("+", .green, ["only in the later one"])
        case .unknown: ("?", .dim, ["nothing differs that is known; one of them did not come so far"])
        case .impossible(let error): ("✗", .red, ["cannot be looked at: \(error)"])
        }
    }

    static func reasons(_ verdict: StageComparison.Verdict) -> [String] {
        switch verdict {
        case .different(let reasons): reasons.map { $0.text() }
        case .impossible(let error): ["\(error)"]
        default: []
        }
    }

    static func name(_ verdict: StageComparison.Verdict) -> String {
        switch verdict {
        case .same: "same"
        case .different: "different"
        case .open: "open"
        case .onlyBefore: "only_before"
        case .onlyAfter: "only_after"
        case .unknown: "unknown"
        case .impossible: "impossible"
        }
    }
}
