import Values

/// One value in which two JSON values differ.
struct ValueDifference: Equatable {
    /// `seed`, `list[2].name`; empty for the whole.
    var path: String
    /// nil where it is absent.
    var before: JSONValue?
    var after: JSONValue?

    /// All of them, in the order of their paths. `20` and `20.0` are the same.
    static func list(_ before: JSONValue?, _ after: JSONValue?) -> [ValueDifference] {
        var found: [ValueDifference] = []
        compare(before, after, "", into: &found)
        return found
    }

    private static func compare(
        _ before: JSONValue?, _ after: JSONValue?, _ path: String, into found: inout [ValueDifference]
    ) {
        switch (before, after) {
        case (.object(let old)?, .object(let new)?):
            for name in Set(old.keys).union(new.keys).sorted() {
                compare(old[name], new[name], path.isEmpty ? name : "\(path).\(name)", into: &found)
            }
        case (.array(let old)?, .array(let new)?) where old.count == new.count:
            for (index, (old, new)) in zip(old, new).enumerated() {
                compare(old, new, "\(path)[\(index)]", into: &found)
            }
        default:
            guard before?.canonicalText != after?.canonicalText else { return }
            found.append(ValueDifference(path: path, before: before, after: after))
        }
    }

    /// `seed 7 -> 8`.
    var text: String { "\(path) \(Self.short(before)) -> \(Self.short(after))" }

    var json: JSONValue {
        ["path": .string(path), "before": before ?? .null, "after": after ?? .null]
    }

    private static let longest = 60

    private static func short(_ value: JSONValue?) -> String {
        guard let value else { return "nothing" }
        if case .number(let number) = value { return QuantityText.value(number) }
        let text = value.canonicalText
        return text.count <= longest ? text : text.prefix(longest) + "…"
    }
}
