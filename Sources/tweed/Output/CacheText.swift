import Engine
import Values

/// What a cache holds, for a person and for a script.
struct CacheText {
    let listing: CacheListing
    /// Seconds since 1970.
    let now: Double

    var lines: [StyledLine] {
        guard !listing.entries.isEmpty else { return [StyledLine("The cache holds no results", .dim)] }
        var table = TextTable(header: ["KEY", "STAGE", "KIND", "SIZE", "MADE", "USED", "SHOWN"])
        for entry in listing.entries {
            var places = entry.places.map { "\($0.scope)/\($0.stage)" }
            if entry.isPinned { places.append("pinned") }
            table.add([
                entry.key.short, entry.description.stage, entry.description.kind,
                QuantityText.bytes(entry.size), QuantityText.age(now - entry.finished),
                QuantityText.age(now - entry.used), places.joined(separator: ", "),
            ])
        }
        let results = QuantityText.count(listing.entries.count, "result")
        return table.lines() + [
            StyledLine("\(results), \(QuantityText.bytes(listing.objectBytes)) on the disk", .dim)
        ]
    }

    var json: JSONValue {
        [
            "objects": .integer(Int64(listing.objects)), "bytes": .integer(listing.objectBytes),
            "results": .array(
                listing.entries.map { entry in
                    [
                        "key": .string(entry.key.hexadecimal), "stage": .string(entry.description.stage),
                        "uses": .string(entry.description.kind), "bytes": .integer(entry.size),
                        "finished": .number(entry.finished), "seconds": .number(entry.seconds),
                        "used": .number(entry.used), "pinned": .bool(entry.isPinned),
                        "shown": .array(
                            entry.places.map {
                                [
                                    "recipe": .string($0.scope), "stage": .string($0.stage),
                                    "path": .string($0.path),
                                ]
                            }),
                    ]
                }),
        ]
    }
}
