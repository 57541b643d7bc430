import Engine
import Values

/// One past run for a person.
struct RunRecordText {
    /// Of the printed record: what a person looks for comes first.
    static let keyOrder = [
        "run", "id", "scope", "status", "started", "ended", "seconds", "process", "repeats", "provenance",
        "name",
        "kind",
    ]

    let record: RunRecord
    /// Seconds since 1970.
    let now: Double

    var lines: [StyledLine] {
        var lines = [
            StyledLine("\(record.scope) ", .bold).appending("run \(record.id) ").appending(
                record.status.rawValue, Self.style(record.status))
        ]
        var when = "began \(QuantityText.age(now - record.started)) (\(TimeText.local(record.started)))"
        switch record.status {
        case .running: when += ", process \(record.process)"
        case .interrupted: when += ", ended without a word: killed, or the machine went down"
        default: when += ", took \(QuantityText.duration(record.seconds))"
        }
        lines.append(StyledLine("  " + when))
        if let origin = record.repeats {
            lines.append(StyledLine("  nothing had changed since run \(origin)"))
        }
        lines += provenance.map { StyledLine("  " + $0, .dim) }
        guard record.hasStages else {
            return lines + [StyledLine("  it ended before any stage was written down", .dim)]
        }
        var table = TextTable()
        for stage in record.stages {
            let time = stage.status.isComputed || stage.status == .failed
            table.add([
                Self.mark(stage.status), stage.name, stage.status.rawValue,
                time ? QuantityText.duration(stage.seconds) : "",
                stage.outputs.isEmpty ? "" : QuantityText.bytes(stage.size), stage.key?.short ?? "",
                remark(stage),
            ])
        }
        return lines + table.lines()
    }

    /// `3 computed, 4 cached, 1 failed, 2 not started`.
    static func counts(_ record: RunRecord) -> String {
        guard record.hasStages else { return "" }
        let computed = record.count(.ran) + record.count(.resumed)
        let waiting = record.count(.skipped) + record.count(.waiting)
        let parts = [
            (computed, "computed"), (record.count(.cached), "cached"), (record.count(.running), "at work"),
            (record.count(.failed), "failed"), (record.count(.cancelled), "stopped"),
            (waiting, "not started"),
        ]
        return parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }

    private func remark(_ stage: RunRecord.Stage) -> String {
        if let error = stage.error { return error }
        if let needed = stage.skippedBecause { return "needs \(needed)" }
        return stage.reasons.joined(separator: "; ")
    }

    private var provenance: [String] {
        let facts = record.provenance
        let machine = facts["machine"]
        let overrides = (facts["overrides"]?.arrayValue ?? []).compactMap(\.stringValue)
        let program = [
            facts["tweed"]?.stringValue.map { "tweed \($0)" },
            machine?["swift"]?.stringValue.map { "Swift \($0)" },
            machine?["system"]?.stringValue, machine?["processor"]?.stringValue,
            machine?["instructions"]?.stringValue,
            machine?["threads"]?.intValue.map { QuantityText.count($0, "thread") },
        ].compactMap { $0 }
        let models = (facts["hub"]?.arrayValue ?? []).compactMap { model -> String? in
            guard let name = model["model"]?.stringValue, let commit = model["commit"]?.stringValue else {
                return nil
            }
            return "\(name) at commit \(commit)"
        }
        let recipe = [
            facts["recipe"]?["file"]?.stringValue.map { "recipe " + $0 },
            overrides.isEmpty ? nil : "with " + overrides.map { "--set \($0)" }.joined(separator: " "),
        ]
        return recipe.compactMap { $0 } + models + (program.isEmpty ? [] : [program.joined(separator: ", ")])
    }

    static func style(_ status: RunRecord.Status) -> StyledLine.Style {
        switch status {
        case .running: .cyan
        case .succeeded: .green
        case .failed: .red
        case .cancelled, .interrupted: .yellow
        }
    }

    private static func mark(_ status: RunRecord.Stage.Status) -> String {
        switch status {
        case .ran, .resumed, .cached: "✓"
        case .running: "●"
        case .failed: "✗"
        case .cancelled: "■"
        case .skipped, .waiting: "-"
        }
    }
}
