/// A setting that Python gives once for all blocks, or as a list with a value for each.
enum OneOrEach<Value: Decodable>: Decodable {
    case one(Value)
    case each([Value])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let value = try? container.decode(Value.self) {
            self = .one(value)
        } else {
            self = .each(try container.decode([Value].self))
        }
    }

    /// The values of `count` blocks; a list keeps its own length.
    func values(_ count: Int) -> [Value] {
        switch self {
        case .one(let value): Array(repeating: value, count: count)
        case .each(let values): values
        }
    }
}
