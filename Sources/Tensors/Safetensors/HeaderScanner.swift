/// Reads the JSON of a header front to back, without building a tree: the grammar is fixed and not recursive,
/// so neither depth nor size of hostile text can hurt.
struct HeaderScanner {
    let path: String
    let bytes: UnsafeRawBufferPointer
    private(set) var position = 0

    init(path: String, bytes: UnsafeRawBufferPointer) {
        self.path = path
        self.bytes = bytes
    }

    /// An error at the next byte.
    func error(expected: String) -> SafetensorsError {
        let found: String
        if position >= bytes.count {
            found = "the end of the header"
        } else {
            let byte = bytes[position]
            let scalar = Unicode.Scalar(byte)
            found = (33..<127).contains(byte) ? "\"\(scalar)\"" : "byte \(byte)"
        }
        return SafetensorsError(
            path: path, problem: .header(byte: position, found: found, expected: expected))
    }

    mutating func skipSpace() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    }

    /// Takes the character when it comes next, after white space.
    mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    mutating func expect(_ character: Unicode.Scalar) throws(SafetensorsError) {
        guard take(character) else { throw error(expected: "\"\(character)\"") }
    }

    /// `{ "key": value, ... }`, where `member` reads the value.
    mutating func object(
        _ member: (String, inout HeaderScanner) throws(SafetensorsError) -> Void
    ) throws(SafetensorsError) {
        try expect("{")
        if take("}") { return }
        repeat {
            let key = try string()
            try expect(":")
            try member(key, &self)
        } while take(",")
        guard take("}") else { throw error(expected: "\",\" or \"}\"") }
    }

    /// `[1, 2, ...]`, at most `limit` of them.
    mutating func naturals(limit: Int) throws(SafetensorsError) -> [Int] {
        try expect("[")
        var values: [Int] = []
        if take("]") { return values }
        repeat {
            guard values.count < limit else { throw error(expected: "at most \(limit) numbers") }
            values.append(try natural())
        } while take(",")
        guard take("]") else { throw error(expected: "\",\" or \"]\"") }
        return values
    }

    /// A whole number from 0, without sign, fraction, exponent or leading zeros.
    mutating func natural() throws(SafetensorsError) -> Int {
        skipSpace()
        let start = position
        var value = 0
        while position < bytes.count, (0x30...0x39).contains(bytes[position]) {
            let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
            let (next, carry) = tens.addingReportingOverflow(Int(bytes[position]) - 0x30)
            guard !overflow, !carry else { throw error(expected: "a number below 2^63") }
            value = next
            position += 1
        }
        guard position > start else { throw error(expected: "a whole number from 0") }
        guard bytes[start] != 0x30 || position == start + 1 else {
            position = start
            throw error(expected: "a number without leading zeros")
        }
        return value
    }

    /// A JSON string with all its escapes.
    mutating func string() throws(SafetensorsError) -> String {
        skipSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
            throw error(expected: "a string")
        }
        let opening = position
        position += 1
        var text: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                guard let string = String(validating: text, as: UTF8.self) else {
                    position = opening
                    throw error(expected: "a string in UTF-8")
                }
                return string
            case UInt8(ascii: "\\"):
                try escape(into: &text)
            case 0..<0x20:
                throw error(expected: "no control characters in a string")
            default:
                text.append(byte)
                position += 1
            }
        }
        throw error(expected: "the end of a string")
    }

    private mutating func escape(into text: inout [UInt8]) throws(SafetensorsError) {
        position += 1
        guard position < bytes.count else { throw error(expected: "an escape") }
        let byte = bytes[position]
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            position += 1
            text += try unicode().utf8
            return
        default: throw error(expected: "an escape")
        }
        position += 1
    }

    /// Four hexadecimal digits behind `\u`, and the second half of a surrogate pair.
    private mutating func unicode() throws(SafetensorsError) -> String {
        let first = try unit()
        var value = UInt32(first)
        if UTF16.isLeadSurrogate(first) {
            guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
                bytes[position + 1] == UInt8(ascii: "u")
            else { throw error(expected: "the second half of a surrogate pair") }
            position += 2
            let second = try unit()
            guard UTF16.isTrailSurrogate(second) else {
                throw error(expected: "the second half of a surrogate pair before this")
            }
            value = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(value) else {
            throw error(expected: "no lone surrogate before this")
        }
        return String(scalar)
    }

    private mutating func unit() throws(SafetensorsError) -> UInt16 {
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard position < bytes.count, let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue
            else { throw error(expected: "four hexadecimal digits") }
            value = value << 4 | UInt16(digit)
            position += 1
        }
        return value
    }
}
