/// Reads JSON (RFC 8259) from bytes of anybody: nothing is reserved ahead and the depth is limited.
struct TokenizerJSONReader {
    private let bytes: [UInt8]
    private let path: String
    private var position = 0

    /// Real files are seven deep.
    private static let depthLimit = 64

    init(_ bytes: [UInt8], path: String) {
        self.bytes = bytes
        self.path = path
    }

    /// The only value of the file.
    mutating func document() throws(TokenizerError) -> TokenizerJSON {
        let value = try value(depth: 0)
        skipSpace()
        guard position == bytes.count else { throw problem("something follows the end") }
        return value
    }

    private func problem(_ reason: String) -> TokenizerError {
        .malformed(path: path, offset: position, reason: reason)
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            position += 1
        }
    }

    private mutating func takes(_ character: Character) -> Bool {
        guard current == character.asciiValue else { return false }
        position += 1
        return true
    }

    private mutating func takes(word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard position + count <= bytes.count else { return false }
        for index in 0..<count where bytes[position + index] != word.utf8Start[index] { return false }
        position += count
        return true
    }

    private mutating func value(depth: Int) throws(TokenizerError) -> TokenizerJSON {
        guard depth < Self.depthLimit else { throw problem("values are nested too deeply") }
        skipSpace()
        switch current {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try list(depth: depth)
        case UInt8(ascii: "\""): return .text(try text())
        case UInt8(ascii: "t") where takes(word: "true"): return .bool(true)
        case UInt8(ascii: "f") where takes(word: "false"): return .bool(false)
        case UInt8(ascii: "n") where takes(word: "null"): return .null
        default: return try number()
        }
    }

    private mutating func object(depth: Int) throws(TokenizerError) -> TokenizerJSON {
        position += 1
        var members: [TokenizerJSON.Member] = []
        skipSpace()
        if takes("}") { return .object(members) }
        while true {
            skipSpace()
            guard current == UInt8(ascii: "\"") else { throw problem("a key is missing") }
            let key = try text()
            skipSpace()
            guard takes(":") else { throw problem("\":\" is missing") }
            members.append(.init(key: key, value: try value(depth: depth + 1)))
            skipSpace()
            if takes("}") { return .object(members) }
            guard takes(",") else { throw problem("\",\" or \"}\" is missing") }
        }
    }

    private mutating func list(depth: Int) throws(TokenizerError) -> TokenizerJSON {
        position += 1
        var values: [TokenizerJSON] = []
        skipSpace()
        if takes("]") { return .list(values) }
        while true {
            values.append(try value(depth: depth + 1))
            skipSpace()
            if takes("]") { return .list(values) }
            guard takes(",") else { throw problem("\",\" or \"]\" is missing") }
        }
    }

    private mutating func number() throws(TokenizerError) -> TokenizerJSON {
        let start = position
        while let byte = current, (0x30...0x39).contains(byte) || "+-.eE".utf8.contains(byte) {
            position += 1
        }
        guard let value = Double(String(decoding: bytes[start..<position], as: UTF8.self)) else {
            position = start
            throw problem("no JSON value")
        }
        return .number(value)
    }

    private mutating func text() throws(TokenizerError) -> String {
        position += 1
        var content: [UInt8] = []
        while let byte = current {
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: content, as: UTF8.self) else {
                    throw problem("a text is not UTF-8")
                }
                return text
            case UInt8(ascii: "\\"):
                content.append(contentsOf: String(try escaped()).utf8)
            case 0..<0x20:
                throw problem("a control character in a text")
            default:
                content.append(byte)
            }
        }
        throw problem("a text does not end")
    }

    private mutating func escaped() throws(TokenizerError) -> Character {
        guard let byte = current else { throw problem("a text does not end") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Character(Unicode.Scalar(byte))
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): break
        default: throw problem("an unknown escape in a text")
        }
        var code = try codeUnit()
        if (0xD800..<0xDC00).contains(code) {
            guard takes("\\"), takes("u") else { throw problem("half of a surrogate pair") }
            let low = try codeUnit()
            guard (0xDC00..<0xE000).contains(low) else { throw problem("half of a surrogate pair") }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw problem("half of a surrogate pair") }
        return Character(scalar)
    }

    /// Four hexadecimal digits.
    private mutating func codeUnit() throws(TokenizerError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80
            else { throw problem("four hexadecimal digits are missing") }
            code = code << 4 | UInt32(digit)
            position += 1
        }
        return code
    }
}
