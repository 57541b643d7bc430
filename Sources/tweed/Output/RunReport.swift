import Engine
import Recipes
import Stages
import Values

/// What `tweed run --json` prints: one object on one line.
struct RunReport {
    let value: JSONValue

    init(_ result: RecipeRunResult, wasInterrupted: Bool) {
        let stages = result.summary.stages
        var fields: [String: JSONValue] = [
            "status": .string(Self.status(result.status, wasInterrupted: wasInterrupted)),
            "outputs": .string(result.outputsFolder),
            "seconds": .number(Self.rounded(result.summary.seconds)),
            "stages": .array(stages.map(Self.stage)),
        ]
        fields["run"] = result.summary.run.map { .string($0.text) }
        if let report = result.report { fields["report"] = .string(report) }
        let faults = stages.compactMap { stage in
            (stage.error ?? stage.presentationError).map { "stage \(stage.name): \($0)" }
        }
        if let first = faults.first ?? result.placementError.map({ "\($0)" }) {
            fields["error"] = .string(first)
        }
        value = .object(fields)
    }

    /// A run that could not begin.
    init(error: any Error) {
        value = ["status": "failed", "stages": [], "error": .string("\(error)")]
    }

    /// A recipe that is not as it should be.
    init(problems: RecipeProblems) {
        let count = QuantityText.count(problems.diagnostics.count, "problem")
        value = [
            "status": "failed", "stages": [], "error": .string("the recipe has \(count)"),
            "problems": problems.json,
        ]
    }

    func print() { StandardStream.output.write(value.canonicalText + "\n") }

    private static func status(_ status: RunSummary.Status, wasInterrupted: Bool) -> String {
        if wasInterrupted { return "interrupted" }
        return switch status {
        case .succeeded: "ok"
        case .failed: "failed"
        case .cancelled: "interrupted"
        }
    }

    static func stage(_ outcome: StageOutcome) -> JSONValue {
        var fields: [String: JSONValue] = [
            "name": .string(outcome.name), "uses": .string(outcome.kind),
            "status": .string(outcome.status == .cancelled ? "interrupted" : outcome.status.rawValue),
            "seconds": .number(rounded(outcome.seconds)),
            "key": outcome.key.map { .string($0.hexadecimal) } ?? .null,
        ]
        if let error = outcome.error ?? outcome.presentationError { fields["error"] = .string("\(error)") }
        if let stage = outcome.skippedBecause { fields["needs"] = .string(stage) }
        if let path = outcome.presentedAt { fields["path"] = .string(path) }
        return .object(fields)
    }

    private static func rounded(_ seconds: Double) -> Double { (seconds * 1000).rounded() / 1000 }
}
