/// Reads JSON by the rules of RFC 8259 and keeps the place of every key and value.
///
/// Beyond the grammar it refuses what is legal but a trap: duplicate keys, halves of surrogate pairs, numbers
/// beyond 64-bit floating point, and texts over the limits.
public struct JSONReader {
    /// Sizes beyond which a text is refused.
    public struct Limits: Sendable, Hashable {
        public var maximumDepth: Int
        public var maximumBytes: Int
        /// A text takes up to 25 times its length in memory when it is all small values.
        public var maximumNodes: Int

        public init(
            maximumDepth: Int = 64, maximumBytes: Int = 16 << 20, maximumNodes: Int = 1_000_000
        ) {
            self.maximumDepth = maximumDepth
            self.maximumBytes = maximumBytes
            self.maximumNodes = maximumNodes
        }

        /// 64 levels, 16 MiB and a million values.
        public static let standard = Limits()
    }

    /// What to make of two members of one name. RFC 8259 lets them pass; whoever reads the values must not guess.
    public enum DuplicateKeys: Sendable, Hashable {
        case refused
        /// The last one counts.
        case accepted
    }

    let source: SourceText
    let bytes: [UInt8]
    let limits: Limits
    private let duplicateKeys: DuplicateKeys
    var position = 0
    private var count = 0

    /// - Throws: the first mistake.
    public static func read(
        _ source: SourceText, limits: Limits = .standard, duplicateKeys: DuplicateKeys = .refused
    ) throws(JSONSyntaxError) -> SourceNode {
        var reader = JSONReader(source: source, limits: limits, duplicateKeys: duplicateKeys)
        return try reader.readText()
    }

    private init(source: SourceText, limits: Limits, duplicateKeys: DuplicateKeys) {
        self.duplicateKeys = duplicateKeys
        self.source = source
        self.bytes = source.bytes
        self.limits = limits
    }

    private mutating func readText() throws(JSONSyntaxError) -> SourceNode {
        guard bytes.count <= limits.maximumBytes else {
            throw failure(.tooLarge(bytes: bytes.count, maximum: limits.maximumBytes), 0..<0)
        }
        if let offset = source.firstInvalidOffset {
            throw failure(.invalidUTF8(byte: bytes[offset]), offset..<(offset + 1))
        }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { throw failure(.byteOrderMark, 0..<3) }
        try skipSpace()
        guard current != nil else { throw failure(.empty, position..<position) }
        let node = try readValue(depth: 0)
        try skipSpace()
        guard current == nil else { throw failure(.textAfterEnd, position..<wordEnd(from: position)) }
        return node
    }

    mutating func readValue(depth: Int) throws(JSONSyntaxError) -> SourceNode {
        let start = position
        count += 1
        guard count <= limits.maximumNodes else {
            throw failure(.tooManyNodes(maximum: limits.maximumNodes), start..<(start + 1))
        }
        switch current {
        case UInt8(ascii: "{"): return try readObject(depth: depth + 1)
        case UInt8(ascii: "["): return try readArray(depth: depth + 1)
        case UInt8(ascii: "\""):
            let string = try readString()
            return SourceNode(.string(string), at: SourceRange(source, start..<position))
        case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
            return try readNumber()
        case _ where isDigit(current): return try readNumber()
        case let byte? where isWordByte(byte): return try readLiteral()
        default: throw unexpected(.value)
        }
    }

    private mutating func readArray(depth: Int) throws(JSONSyntaxError) -> SourceNode {
        let start = try open(depth: depth)
        var elements: [SourceNode] = []
        try skipSpace()
        while current != UInt8(ascii: "]") {
            elements.append(try readValue(depth: depth))
            try readSeparator(of: .array, opening: start, closing: UInt8(ascii: "]"))
        }
        position += 1
        return SourceNode(.array(elements), at: SourceRange(source, start..<position))
    }

    private mutating func readObject(depth: Int) throws(JSONSyntaxError) -> SourceNode {
        let start = try open(depth: depth)
        var object = SourceObject()
        try skipSpace()
        while current != UInt8(ascii: "}") {
            let keyStart = position
            try expectKey(first: object.members.isEmpty, opening: start)
            let key = try readString()
            let keyRange = SourceRange(source, keyStart..<position)
            if duplicateKeys == .refused, let earlier = object.member(key) {
                throw JSONSyntaxError(.duplicateKey(key), at: keyRange, related: earlier.keyRange)
            }
            let keyEnd = position
            try skipSpace()
            guard current == UInt8(ascii: ":") else {
                throw failure(.missingColon(key: key), keyEnd..<keyEnd)
            }
            position += 1
            try skipSpace()
            object.set(key, at: keyRange, to: try readValue(depth: depth))
            try readSeparator(of: .object, opening: start, closing: UInt8(ascii: "}"))
        }
        position += 1
        return SourceNode(.object(object), at: SourceRange(source, start..<position))
    }

    private mutating func open(depth: Int) throws(JSONSyntaxError) -> Int {
        guard depth <= limits.maximumDepth else {
            throw failure(.tooDeep(maximum: limits.maximumDepth), position..<(position + 1))
        }
        position += 1
        return position - 1
    }

    private func expectKey(first: Bool, opening: Int) throws(JSONSyntaxError) {
        guard let byte = current else { throw failure(.unclosed(.object), opening..<(opening + 1)) }
        if byte == UInt8(ascii: "\"") { return }
        if byte == UInt8(ascii: "'") { throw failure(.singleQuotes, position..<(position + 1)) }
        if isWordByte(byte) {
            let end = wordEnd(from: position)
            throw failure(.unquotedKey(text(position..<end)), position..<end)
        }
        throw unexpected(first ? .keyOrEnd : .key)
    }

    /// After an element: a comma and the start of the next one, or the end, which is left to be read.
    private mutating func readSeparator(
        of container: JSONSyntaxError.Container, opening: Int, closing: UInt8
    ) throws(JSONSyntaxError) {
        let end = position
        try skipSpace()
        switch current {
        case closing: return
        case UInt8(ascii: ","):
            let comma = position
            position += 1
            try skipSpace()
            if current == closing { throw failure(.trailingComma(container), comma..<(comma + 1)) }
            if current == nil { throw failure(.unclosed(container), opening..<(opening + 1)) }
        case nil: throw failure(.unclosed(container), opening..<(opening + 1))
        case let byte? where startsValue(byte): throw failure(.missingComma(container), end..<end)
        default: throw unexpected(.commaOrEnd(container))
        }
    }
}
