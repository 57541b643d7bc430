import Engine
import Values

/// What a plan will presumably take, in words and for scripts.
enum EstimateText {
    /// ` ~1 m 12 s`, marked where it is only known from another stage of the kind; empty where nothing is known.
    static func short(_ estimate: StageEstimate?) -> String {
        guard let estimate else { return "" }
        let basis = estimate.basis == .kind ? ", as another of its kind took" : ""
        let bytes = estimate.bytes.map { ", " + QuantityText.bytes($0) } ?? ""
        return "  (about \(QuantityText.duration(estimate.seconds))\(bytes)\(basis))"
    }

    /// One line for the whole plan; nil where nothing is to be run.
    static func total(_ estimate: PlanEstimate) -> StyledLine? {
        let known = estimate.stages.count
        guard known + estimate.unknown.count > 0 else { return nil }
        guard known > 0 else {
            return StyledLine(
                "No estimate: no record of " + (estimate.unknown.count == 1 ? "it" : "any of them") + " yet",
                .dim)
        }
        var text =
            "At most about \(QuantityText.duration(estimate.seconds)) one after the other, "
            + "\(QuantityText.bytes(estimate.bytes)) of results"
        if !estimate.unknown.isEmpty {
            text += "; and \(QuantityText.count(estimate.unknown.count, "stage")) without any record"
        }
        return StyledLine(text, .dim)
    }

    static func json(_ estimate: StageEstimate?) -> JSONValue {
        guard let estimate else { return .null }
        return [
            "seconds": .number(estimate.seconds), "bytes": estimate.bytes.map { .integer($0) } ?? .null,
            "basis": .string(estimate.basis.rawValue),
        ]
    }

    static func json(_ estimate: PlanEstimate) -> JSONValue {
        [
            "seconds": .number(estimate.seconds), "bytes": .integer(estimate.bytes),
            "unknown": .array(estimate.unknown.map { .string($0) }),
        ]
    }
}
