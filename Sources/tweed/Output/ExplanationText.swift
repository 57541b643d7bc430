import Engine
import Stages
import Values

/// One stage explained, for a person and for a script.
struct ExplanationText {
    let explanation: StageExplanation
    /// Seconds since 1970.
    let now: Double

    var lines: [StyledLine] {
        let stage = explanation.stage
        let (mark, style) = PlanText.mark(stage.decision)
        var lines = [
            StyledLine(mark, style).appending(" ").appending(stage.name, .bold).appending(" (\(stage.kind)) ")
                .appending(headline)
        ]
        if case .run(let reasons) = stage.decision {
            lines += reasons.map { StyledLine("    \($0.text())") }
        }
        for stage in explanation.upstream where isPartOfTheReason {
            lines.append(
                StyledLine("    before it, \(stage.name): ", .dim).appending(Self.words(stage), .dim))
        }
        if let result = explanation.result { lines += self.lines(of: result) }
        lines += inputLines
        return lines
    }

    /// A stage that waits for others is explained by them.
    private var isPartOfTheReason: Bool { explanation.stage.key == nil }

    private var headline: String {
        switch explanation.stage.decision {
        case .cached: "is cached"
        case .run(let reasons): reasons.count == 1 ? "runs, for this reason:" : "runs, for these reasons:"
        case .fetch, .maybe, .impossible: explanation.stage.decision.text()
        }
    }

    private static func words(_ stage: Plan.Stage) -> String {
        PlanText.texts(stage.decision).map { $0.trimmingSpaces }.joined(separator: "; ")
    }

    private func lines(of result: ActionRecord) -> [StyledLine] {
        var made =
            "  made    \(QuantityText.age(now - result.finished)) (\(TimeText.local(result.finished))) in "
            + QuantityText.duration(result.seconds)
        if let run = explanation.madeBy { made += ", by run \(run)" }
        var lines = [StyledLine("  key     \(result.key)"), StyledLine(made)]
        // That it had never run before is no news of a result that is there.
        let reasons = explanation.madeBecause.filter { $0 != PlanReason.neverRan.text() }
        for (index, reason) in reasons.enumerated() {
            lines.append(StyledLine((index == 0 ? "  because " : "          ") + reason))
        }
        return lines
    }

    private var inputLines: [StyledLine] {
        guard !explanation.inputs.isEmpty else { return [] }
        var table = TextTable()
        for input in explanation.inputs {
            table.add([
                input.binding, "from", input.origin,
                input.content.map { $0.digest.short } ?? "not made yet",
                input.content.map { QuantityText.bytes($0.size) } ?? "",
            ])
        }
        return [StyledLine("  made from:")] + table.lines(indentation: 4)
    }

    var json: JSONValue {
        let stage = explanation.stage
        var fields = PlanText.stage(stage).objectValue ?? [:]
        fields["configuration"] = explanation.configuration
        fields["neutral"] = .array(explanation.neutral.sorted().map { .string($0) })
        fields["inputs"] = .object(
            Dictionary(
                explanation.inputs.map { input in
                    (
                        input.binding,
                        [
                            "origin": .string(input.origin), "external": .bool(input.isExternal),
                            "digest": input.content.map { .string($0.digest.hexadecimal) } ?? .null,
                            "bytes": input.content.map { .integer($0.size) } ?? .null,
                        ]
                    )
                }, uniquingKeysWith: { first, _ in first }))
        if let result = explanation.result {
            fields["made"] = [
                "finished": .number(result.finished), "seconds": .number(result.seconds),
                "run": explanation.madeBy.map { .string($0.text) } ?? .null,
                "reasons": .array(explanation.madeBecause.map { .string($0) }),
            ]
        }
        fields["before"] = .array(explanation.upstream.map { PlanText.stage($0) })
        return .object(fields)
    }
}

extension String {
    /// Without spaces at both ends.
    var trimmingSpaces: String {
        let start = drop { $0 == " " }
        return String(start.reversed().drop { $0 == " " }.reversed())
    }
}
