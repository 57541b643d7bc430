import Values

/// How far a run goes, by its extendable parameters: numbers, lists of numbers
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
            return value <= limit
        }
    }

    /// The part of the work of `whole` that a run of this extent has done, at least in the order of such parts.
    func share(of whole: Extent) -> Double {
        values.reduce(1) { share, entry in
            guard let value = Self.amount(entry.value) else { return share }
            // Of what has no limit, more is more.
            let limit = whole.values[entry.key].flatMap(Self.amount) ?? value + 1
            return limit > 0 ? share * value / limit : share
        }
    }

    private static func amount(_ value: JSONValue) -> Double? {
        guard case .array(let elements) = value else { return value.doubleValue }
        let numbers = elements.compactMap(\.doubleValue)
        return numbers.count == elements.count ? numbers.max() : nil
    }
}
