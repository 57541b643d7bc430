import Values

/// How far a run goes, by its extendable parameters: numbers, with or without a unit, lists of them
/// of which the largest counts, or `null` for no limit.
struct Extent {
    let values: [String: JSONValue]

    /// The extendable part of a configuration.
    init(_ configuration: JSONValue, extendable: Set<String>) {
        var values: [String: JSONValue] = [:]
        for name in extendable { values[name] = configuration[name] ?? .null }
        self.values = values
    }

    init(values: [String: JSONValue]) { self.values = values }

    /// Whether a run of this extent is a part of one of another: no value larger, and the same parameters.
    func isWithin(_ other: Extent) -> Bool {
        guard values.keys.sorted() == other.values.keys.sorted() else { return false }
        return values.allSatisfy { name, value in
            guard let limit = other.values[name] else { return false }
            if value == limit || limit.isNull { return true }
            guard let value = Self.amount(value), let limit = Self.amount(limit) else { return false }
            return value.unit == limit.unit && value.number <= limit.number
        }
    }

    /// The part of the work of `whole` that a run of this extent has done, at least in the order of such parts.
    func share(of whole: Extent) -> Double {
        values.reduce(1) { share, entry in
            guard let value = Self.amount(entry.value)?.number else { return share }
            // Of what has no limit, more is more.
            let limit = whole.values[entry.key].flatMap { Self.amount($0)?.number } ?? value + 1
            return limit > 0 ? share * value / limit : share
        }
    }

    /// A number, or a text of a number and its unit such as `16 images`; of a list, the largest, where all have one unit.
    private static func amount(_ value: JSONValue) -> (number: Double, unit: String)? {
        switch value {
        case .array(let elements):
            let amounts = elements.compactMap(amount)
            guard amounts.count == elements.count, Set(amounts.map(\.unit)).count == 1 else { return nil }
            return amounts.max { $0.number < $1.number }
        case .string(let text):
            let words = text.split(separator: " ")
            guard words.count == 2, let number = Double(words[0]), number.isFinite else { return nil }
            return (number, String(words[1]))
        default: return value.doubleValue.map { ($0, "") }
        }
    }
}
