import Engine
import Foundation
import Stages
import Values

/// The state of stages for a person and for a script.
struct StatusText {
    let stages: [StageStatus]
    /// Seconds since 1970.
    let now: Double
    /// The newest run of the recipe.
    var lastRun: RunRecord?

    /// How the newest run went: `last run failed 2 hours ago: narf (20261123T221530Z-8f3a10c2)`.
    var lastRunLine: StyledLine? {
        guard let run = lastRun else { return nil }
        let age = QuantityText.age(now - run.started)
        let failed = run.stages.filter { $0.status == .failed }.map(\.name)
        let which = failed.isEmpty ? "" : ": " + failed.joined(separator: ", ")
        let words =
            switch run.status {
            case .running: "run \(run.id) began \(age), process \(run.process)"
            case .succeeded: "last run succeeded, \(age) (\(run.id))"
            case .failed: "last run failed, \(age)\(which) (\(run.id))"
            case .cancelled: "last run was stopped, \(age) (\(run.id))"
            case .interrupted: "last run was killed, \(age) (\(run.id))"
            }
        return StyledLine(words, .dim)
    }

    var lines: [StyledLine] {
        let width = stages.map { TerminalText.width(of: $0.name) }.max() ?? 0
        return stages.map { stage in
            let name = " " + TerminalText.padded(stage.name, to: width) + "  "
            if let running = stage.running {
                return StyledLine("●", .cyan).appending(name).appending(Self.words(running))
            }
            if let cached = stage.cached {
                return StyledLine("✓", .green).appending(name).appending(words(cached))
            }
            return StyledLine("○", .dim).appending(name).appending(words(missing: stage), .dim)
        }
    }

    func json(recipe: String, outputs: String) -> JSONValue {
        [
            "recipe": .string(recipe), "outputs": .string(outputs), "stages": .array(stages.map(Self.stage)),
            "last_run": lastRun.map { run in
                [
                    "id": .string(run.id.text), "status": .string(run.status.rawValue),
                    "started": .number(run.started),
                ]
            } ?? .null,
        ]
    }

    private static func words(_ running: RunningProgress) -> String {
        let process = running.process.flatMap { $0 > 0 ? " in process \($0)" : nil } ?? ""
        guard let report = running.report else { return "running\(process)" }
        let share = report.total > 0 ? " (\(100 * min(report.completed, report.total) / report.total) %)" : ""
        let total = report.total > 0 ? "/\(report.total)" : ""
        return "running\(process): \(report.completed)\(total) \(report.unit)\(share)"
    }

    private func words(_ cached: StageStatus.CachedResult) -> String {
        let parts = [
            "cached",
            "made \(QuantityText.age(now - cached.finished)) in \(QuantityText.duration(cached.seconds))",
            QuantityText.bytes(cached.size), cached.path.map { ShownPath.text($0) } ?? "not shown yet",
        ]
        return parts.joined(separator: ", ")
    }

    private func words(missing stage: StageStatus) -> String {
        let why = PlanText.texts(stage.decision).map { $0.trimmingCharacters(in: .whitespaces) }
            .joined(separator: "; ")
        guard let last = stage.lastFinished else { return "no result: \(why)" }
        return "out of date, made \(QuantityText.age(now - last.time)): \(why)"
    }

    private static func stage(_ stage: StageStatus) -> JSONValue {
        var fields: [String: JSONValue] = [
            "name": .string(stage.name), "uses": .string(stage.kind),
            "status": .string(
                stage.running != nil ? "running" : stage.cached != nil ? "cached" : "missing"),
            "key": stage.key.map { .string($0.hexadecimal) } ?? .null,
        ]
        if let cached = stage.cached {
            fields["finished"] = .number(cached.finished)
            fields["seconds"] = .number(cached.seconds)
            fields["bytes"] = .integer(cached.size)
            fields["path"] = cached.path.map { .string($0) } ?? .null
        } else {
            fields["reasons"] = .array(
                PlanText.texts(stage.decision).map { .string($0.trimmingCharacters(in: .whitespaces)) })
        }
        if let running = stage.running {
            fields["process"] = running.process.map { .integer(Int64($0)) } ?? .null
            if let report = running.report {
                fields["completed"] = .integer(Int64(report.completed))
                fields["total"] = .integer(Int64(report.total))
                fields["unit"] = .string(report.unit)
            }
        }
        return .object(fields)
    }
}
