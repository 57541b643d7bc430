/// The members of an object in the order in which they are written, each key with its place.
///
/// Keys that are the same text in two Unicode spellings count as one, as everywhere in Swift.
public struct SourceObject: Sendable, Hashable {
    public struct Member: Sendable, Hashable {
        public let key: String
        public let keyRange: SourceRange
        public var value: SourceNode

        public init(key: String, keyRange: SourceRange, value: SourceNode) {
            self.key = key
            self.keyRange = keyRange
            self.value = value
        }
    }

    public private(set) var members: [Member] = []
    /// Empty for a few members, among which looking is quicker than hashing.
    private var positions: [String: Int] = [:]

    private static let fewMembers = 8

    public init() {}

    /// - Complexity: constant.
    public func member(_ key: String) -> Member? {
        position(of: key).map { members[$0] }
    }

    public subscript(key: String) -> SourceNode? { member(key)?.value }

    /// Sets a member in its place, or adds it at the end; the key's new place counts.
    public mutating func set(_ key: String, at keyRange: SourceRange, to value: SourceNode) {
        let member = Member(key: key, keyRange: keyRange, value: value)
        if let position = position(of: key) {
            members[position] = member
        } else {
            members.append(member)
            if members.count == Self.fewMembers + 1 {
                indexMembers()
            } else if members.count > Self.fewMembers {
                positions[key] = members.count - 1
            }
        }
    }

    /// - Complexity: linear in the number of members.
    public mutating func remove(_ key: String) {
        members.removeAll { $0.key == key }
        indexMembers()
    }

    private func position(of key: String) -> Int? {
        members.count <= Self.fewMembers ? members.firstIndex { $0.key == key } : positions[key]
    }

    private mutating func indexMembers() {
        positions =
            members.count <= Self.fewMembers
            ? [:] : Dictionary(uniqueKeysWithValues: members.enumerated().map { ($0.element.key, $0.offset) })
    }
}
