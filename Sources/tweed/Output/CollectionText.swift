import Engine
import Values

/// What a collection removed or would remove.
struct CollectionText {
    let report: GarbageReport
    let policy: GarbagePolicy
    /// The cache before it.
    let listing: CacheListing

    var lines: [StyledLine] {
        var lines: [StyledLine] = []
        var table = TextTable()
        let removed = Set(report.removedKeys)
        for entry in listing.entries where removed.contains(entry.key) {
            table.add([entry.key.short, entry.description.stage, QuantityText.bytes(entry.size)])
        }
        lines += table.lines(indentation: 2)
        let states =
            report.removedStates > 0
            ? ", the saved state of \(QuantityText.count(report.removedStates, "stopped stage"))" : ""
        lines.append(
            StyledLine(policy.isDryRun ? "Would remove " : "Removed ", .bold).appending(
                "\(QuantityText.count(report.removedResults, "result")), "
                    + "\(QuantityText.count(report.removedObjects, "object")), "
                    + "\(QuantityText.bytes(report.removedBytes))\(states)"))
        lines.append(
            StyledLine(
                "\(policy.isDryRun ? "Would keep" : "Kept") \(QuantityText.count(report.keptResults, "result")) "
                    + "(\(report.shownResults) shown, \(report.pinnedResults) pinned), "
                    + QuantityText.bytes(report.keptBytes)))
        if let limit = policy.maximumBytes, report.keptBytes > limit {
            lines.append(
                StyledLine(
                    "That is more than \(QuantityText.bytes(limit)), because shown and pinned results stay; "
                        + "remove outputs or unpin results to make room", .yellow))
        }
        return lines
    }

    var json: JSONValue {
        [
            "dry_run": .bool(policy.isDryRun),
            "removed": [
                "results": .integer(Int64(report.removedResults)),
                "objects": .integer(Int64(report.removedObjects)), "bytes": .integer(report.removedBytes),
                "states": .integer(Int64(report.removedStates)),
                "keys": .array(report.removedKeys.map { .string($0.hexadecimal) }),
            ],
            "kept": [
                "results": .integer(Int64(report.keptResults)), "bytes": .integer(report.keptBytes),
                "shown": .integer(Int64(report.shownResults)),
                "pinned": .integer(Int64(report.pinnedResults)),
            ],
        ]
    }
}
