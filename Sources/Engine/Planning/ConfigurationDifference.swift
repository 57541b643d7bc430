import Values

/// The parameters in which two configurations differ.
enum ConfigurationDifference {
    /// In the order of their paths.
    static func reasons(old: JSONValue, new: JSONValue) -> [PlanReason] {
        var reasons: [PlanReason] = []
        compare(old, new, path: "", into: &reasons)
        return reasons
    }

    private static func compare(
        _ old: JSONValue?, _ new: JSONValue?, path: String, into reasons: inout [PlanReason]
    ) {
        switch (old, new) {
        case (.object(let old)?, .object(let new)?):
            for name in Set(old.keys).union(new.keys).sorted() {
                compare(old[name], new[name], path: path.isEmpty ? name : "\(path).\(name)", into: &reasons)
            }
        case (.array(let old)?, .array(let new)?) where old.count == new.count:
            for (index, (old, new)) in zip(old, new).enumerated() {
                compare(old, new, path: "\(path)[\(index)]", into: &reasons)
            }
        default:
            // By their texts, since 20 and 20.0 make the same key.
            guard old?.canonicalText != new?.canonicalText else { return }
            reasons.append(.configuration(path: path, old: old, new: new))
        }
    }
}
