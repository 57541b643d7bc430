/// The name of a setting in a `config.json`, as Python wrote it.
struct SettingKey: CodingKey, ExpressibleByStringLiteral {
    let stringValue: String

    init(stringLiteral value: String) { stringValue = value }
    init(stringValue: String) { self.stringValue = stringValue }

    var intValue: Int? { nil }
    init?(intValue: Int) { nil }
}
