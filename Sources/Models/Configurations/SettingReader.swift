/// Reads the settings of a `config.json`: with Python's defaults where one is absent, and refusing what an
/// architecture is not written for.
struct SettingReader {
    let architecture: String
    private let container: KeyedDecodingContainer<SettingKey>

    init(_ decoder: any Decoder, architecture: String) throws {
        self.architecture = architecture
        container = try decoder.container(keyedBy: SettingKey.self)
    }

    /// The value, or the default where the setting is absent or null.
    func value<Value: Decodable>(_ setting: SettingKey, default value: Value) throws -> Value {
        try container.decodeIfPresent(Value.self, forKey: setting) ?? value
    }

    func value<Value: Decodable>(_ setting: SettingKey, as type: Value.Type = Value.self) throws -> Value? {
        try container.decodeIfPresent(Value.self, forKey: setting)
    }

    /// The value, or the first one where Python wrote a list.
    func first<Value: Decodable>(_ setting: SettingKey, default value: Value) throws -> Value {
        try self.value(setting, default: OneOrEach.one(value)).values(1).first ?? value
    }

    /// One value for each of `count` blocks.
    func values<Value: Decodable>(
        _ setting: SettingKey, count: Int, default value: Value
    ) throws -> [Value] {
        let values = try self.value(setting, default: OneOrEach.one(value)).values(count)
        guard values.count == count else {
            throw ConfigurationError.contradiction(
                architecture: architecture,
                reason: "\"\(setting.stringValue)\" has \(values.count) values for \(count) blocks")
        }
        return values
    }

    /// A list of names, each of which has to be one that is known.
    func names<Name: RawRepresentable & CaseIterable>(
        _ setting: SettingKey, default names: [Name]
    ) throws -> [Name] where Name.RawValue == String {
        guard let found = try value(setting, as: [String].self) else { return names }
        return try found.map { name in
            guard let known = Name(rawValue: name) else {
                throw ConfigurationError.unsupported(
                    architecture: architecture, setting: setting.stringValue, found: "\"\(name)\"",
                    supported: Name.allCases.map { "\"\($0.rawValue)\"" })
            }
            return known
        }
    }

    /// Refuses every value of a setting but the given ones, which are JSON texts. An absent setting is the default
    /// of the Python library, which is among them.
    func require(_ setting: SettingKey, _ supported: String...) throws {
        guard container.contains(setting) else { return }
        let found =
            try container.decodeNil(forKey: setting)
            ? "null" : container.decode(SettingText.self, forKey: setting).text
        guard supported.contains(found) else {
            throw ConfigurationError.unsupported(
                architecture: architecture, setting: setting.stringValue, found: found, supported: supported)
        }
    }

    /// Refuses sizes that do not fit each other.
    func check(_ condition: Bool, _ reason: @autoclosure () -> String) throws {
        if !condition {
            throw ConfigurationError.contradiction(architecture: architecture, reason: reason())
        }
    }
}
