/// A JSON value: the common currency of recipes, stage configurations, cache keys and records.
///
/// Integers are kept apart from other numbers so that a 64-bit seed survives; `==` therefore tells `20` from
/// `20.0`, whereas their canonical texts, and so the keys made from them, are the same.
public indirect enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])
}
