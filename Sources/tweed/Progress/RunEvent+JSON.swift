import Engine
import Values

extension RunEvent {
    /// The fields of a line of `--events`, without the time.
    var json: [String: JSONValue] {
        switch self {
        case .started(let stage, let kind, let key, let reasons):
            return [
                "event": "started", "stage": .string(stage), "uses": .string(kind),
                "key": .string(key.hexadecimal),
                "reasons": .array(reasons.map { .string($0.text()) }),
            ]
        case .attached(let stage, let process):
            return [
                "event": "attached", "stage": .string(stage),
                "process": process.map { .integer(Int64($0)) } ?? .null,
            ]
        case .progress(let stage, let report):
            return [
                "event": "progress", "stage": .string(stage), "completed": .integer(Int64(report.completed)),
                "total": .integer(Int64(report.total)), "unit": .string(report.unit),
                "message": report.message.map { .string($0) } ?? .null,
                // JSON has no word for what is no number.
                "metrics": .object(report.metrics.filter { $0.value.isFinite }.mapValues { .number($0) }),
            ]
        case .fetched(let stage, let source, let bytes):
            return [
                "event": "fetched", "stage": .string(stage), "from": .string(source),
                "bytes": .integer(bytes),
            ]
        case .note(let stage, let text):
            return ["event": "note", "stage": .string(stage), "text": .string(text)]
        case .resumed(let stage, let position):
            return ["event": "resumed", "stage": .string(stage), "from": .string(position)]
        case .keptAside(let stage, let path):
            return ["event": "kept_aside", "stage": .string(stage), "path": .string(path)]
        case .warning(let stage, let error):
            return ["event": "warning", "stage": .string(stage), "text": .string("\(error)")]
        case .finished(let outcome):
            var fields = RunReport.stage(outcome).objectValue ?? [:]
            fields["event"] = "finished"
            fields["stage"] = fields.removeValue(forKey: "name")
            fields["bytes"] = .integer(outcome.outputs.values.map(\.size).saturatingSum)
            fields["outputs"] = .object(outcome.outputs.mapValues { .string($0.digest.hexadecimal) })
            return fields
        }
    }
}
