/// How many equal objects a count scene shows.
public enum ObjectCount: String, CaseIterable, Sendable, Codable {
    case two, three

    public var number: Int { self == .two ? 2 : 3 }

    public init?(number: Int) {
        switch number {
        case 2: self = .two
        case 3: self = .three
        default: return nil
        }
    }
}
