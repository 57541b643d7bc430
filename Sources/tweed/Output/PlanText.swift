import Engine
import Values

/// A plan for a person, with every reason whole, and for a script.
enum PlanText {
    static func lines(_ plan: Plan, estimate: PlanEstimate = PlanEstimate()) -> [StyledLine] {
        let width = plan.stages.map { TerminalText.width(of: $0.name) }.max() ?? 0
        return plan.stages.flatMap { stage in
            let (mark, style) = mark(stage.decision)
            let texts = texts(stage.decision)
            return texts.enumerated().map { index, text in
                var line = StyledLine(index == 0 ? mark : " ", style)
                line.append(" " + TerminalText.padded(index == 0 ? stage.name : "", to: width) + "  ")
                line.append(text, stage.decision == .cached ? .dim : .plain)
                if index == 0 { line.append(EstimateText.short(estimate.stages[stage.name]), .dim) }
                return line
            }
        }
    }

    static func json(_ plan: Plan, recipe: String, estimate: PlanEstimate? = nil) -> JSONValue {
        var fields: [String: JSONValue] = [
            "recipe": .string(recipe), "stages": .array(plan.stages.map { stage($0, estimate) }),
        ]
        fields["estimate"] = estimate.map(EstimateText.json)
        return .object(fields)
    }

    /// The decision in words, a line for each reason.
    static func texts(_ decision: Plan.Decision) -> [String] {
        switch decision {
        case .run(let reasons):
            return reasons.enumerated().map { ($0 == 0 ? "runs: " : "      ") + $1.text() }
        case .cached, .fetch, .maybe, .impossible:
            return decision.text().split(separator: "\n").map(String.init)
        }
    }

    static func mark(_ decision: Plan.Decision) -> (String, StyledLine.Style) {
        switch decision {
        case .cached: ("✓", .green)
        case .fetch: ("↓", .green)
        case .run: ("→", .cyan)
        case .maybe: ("?", .yellow)
        case .impossible: ("✗", .red)
        }
    }

    /// - Parameter estimate: nil to leave estimates out.
    static func stage(_ stage: Plan.Stage, _ estimate: PlanEstimate? = nil) -> JSONValue {
        var fields: [String: JSONValue] = [
            "name": .string(stage.name), "uses": .string(stage.kind),
            "key": stage.key.map { .string($0.hexadecimal) } ?? .null,
        ]
        if let estimate { fields["estimate"] = EstimateText.json(estimate.stages[stage.name]) }
        switch stage.decision {
        case .cached: fields["decision"] = "cached"
        case .fetch(let source):
            fields["decision"] = "fetch"
            fields["from"] = .string(source)
        case .run(let reasons):
            fields["decision"] = "run"
            fields["reasons"] = .array(reasons.map { .string($0.text()) })
        case .maybe(let upstream):
            fields["decision"] = "maybe"
            fields["upstream"] = .array(upstream.map { .string($0) })
        case .impossible(let error):
            fields["decision"] = "impossible"
            fields["error"] = .string("\(error)")
        }
        return .object(fields)
    }
}
