import Engine
import Recipes
import Values

extension StageContext {
    public func boolean(_ name: String) throws -> Bool { try read(name, "true or false", Self.boolean) }
    public func integer(_ name: String) throws -> Int { try read(name, "an integer", Self.integer) }
    public func number(_ name: String) throws -> Double { try read(name, "a number", Self.number) }
    public func string(_ name: String) throws -> String { try read(name, "a string", Self.string) }

    /// A budget in multiply-accumulates.
    public func macs(_ name: String) throws -> Int { try read(name, "a budget", Self.macs) }

    public func booleans(_ name: String) throws -> [Bool] { try list(name, "true or false", Self.boolean) }
    public func integers(_ name: String) throws -> [Int] { try list(name, "integers", Self.integer) }
    public func numbers(_ name: String) throws -> [Double] { try list(name, "numbers", Self.number) }
    public func strings(_ name: String) throws -> [String] { try list(name, "strings", Self.string) }

    /// Budgets in multiply-accumulates.
    public func macsList(_ name: String) throws -> [Int] { try list(name, "budgets", Self.macs) }

    /// Nil where the recipe says `null` or leaves an optional parameter out; so with all that follow.
    public func optionalBoolean(_ name: String) throws -> Bool? { try optional(name, boolean) }
    public func optionalInteger(_ name: String) throws -> Int? { try optional(name, integer) }
    public func optionalNumber(_ name: String) throws -> Double? { try optional(name, number) }
    public func optionalString(_ name: String) throws -> String? { try optional(name, string) }
    public func optionalMACs(_ name: String) throws -> Int? { try optional(name, macs) }
    public func optionalIntegers(_ name: String) throws -> [Int]? { try optional(name, integers) }
    public func optionalNumbers(_ name: String) throws -> [Double]? { try optional(name, numbers) }
    public func optionalStrings(_ name: String) throws -> [String]? { try optional(name, strings) }
    public func optionalMACsList(_ name: String) throws -> [Int]? { try optional(name, macsList) }

    func optional<Result>(_ name: String, _ read: (String) throws -> Result) throws -> Result? {
        try value(name).isNull ? nil : try read(name)
    }

    private func read<Result>(
        _ name: String, _ expected: String, _ convert: (JSONValue) -> Result?
    ) throws -> Result {
        let found = try value(name)
        guard let result = convert(found) else {
            throw StageContextError.wrongType(name, kind: request.kind, expected: expected, found: found)
        }
        return result
    }

    private func list<Element>(
        _ name: String, _ expected: String, _ convert: (JSONValue) -> Element?
    ) throws -> [Element] {
        try read(name, "a list of \(expected)") { value in
            guard case .array(let elements) = value else { return nil }
            let converted = elements.compactMap(convert)
            return converted.count == elements.count ? converted : nil
        }
    }

    private static func boolean(_ value: JSONValue) -> Bool? {
        if case .bool(let value) = value { value } else { nil }
    }

    private static func string(_ value: JSONValue) -> String? {
        if case .string(let value) = value { value } else { nil }
    }

    private static func integer(_ value: JSONValue) -> Int? {
        switch value {
        case .integer(let value): Int(exactly: value)
        // A number such as 2e3 is an integer to a person.
        case .number(let value): Int(exactly: value)
        default: nil
        }
    }

    private static func number(_ value: JSONValue) -> Double? {
        switch value {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    private static func macs(_ value: JSONValue) -> Int? {
        switch value {
        case .string(let text): MACBudget.parse(text)
        case .integer(let count): count >= 1 ? Int(exactly: count) : nil
        case .number(let count): MACBudget.whole(count)
        default: nil
        }
    }
}
