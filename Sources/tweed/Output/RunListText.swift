import Engine
import Values

/// A list of past runs, for a person and for a script.
struct RunListText {
    struct Entry {
        var id: RunID
        var scope: String
        /// nil where it cannot be read.
        var record: RunRecord?
    }

    /// Oldest first.
    let entries: [Entry]
    /// Whether the recipes differ and are named.
    let namesScopes: Bool
    /// Seconds since 1970.
    let now: Double

    var lines: [StyledLine] {
        guard !entries.isEmpty else { return [StyledLine("No run yet", .dim)] }
        var table = TextTable(
            header: ["RUN"] + (namesScopes ? ["RECIPE"] : []) + ["WHEN", "STATUS", "TIME", "STAGES"])
        for entry in entries.reversed() {
            let head = [entry.id.text] + (namesScopes ? [entry.scope] : [])
            guard let record = entry.record else {
                table.add(head + ["", "unreadable", "", ""])
                continue
            }
            table.add(
                head + [
                    QuantityText.age(now - record.started), record.status.rawValue,
                    record.status == .interrupted ? "" : QuantityText.duration(record.seconds),
                    RunRecordText.counts(record),
                ])
        }
        return table.lines()
    }

    var json: JSONValue {
        .array(
            entries.reversed().map { entry in
                guard let record = entry.record else {
                    return [
                        "id": .string(entry.id.text), "recipe": .string(entry.scope), "status": "unreadable",
                    ]
                }
                var counts: [String: JSONValue] = [:]
                for status in RunRecord.Stage.Status.allCases {
                    counts[status.rawValue] = .integer(Int64(record.count(status)))
                }
                return [
                    "id": .string(record.id.text), "recipe": .string(record.scope),
                    "status": .string(record.status.rawValue), "started": .number(record.started),
                    "ended": record.ended.map { .number($0) } ?? .null, "seconds": .number(record.seconds),
                    "stages": .object(counts),
                ]
            })
    }
}
