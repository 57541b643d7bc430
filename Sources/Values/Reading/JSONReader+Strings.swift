extension JSONReader {
    /// Reads the string whose opening quote stands at the position.
    mutating func readString() throws(JSONSyntaxError) -> String {
        let opening = position
        position += 1
        var result = ""
        var runStart = position
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\""):
                result += text(runStart..<position)
                position += 1
                return result
            case UInt8(ascii: "\\"):
                result += text(runStart..<position)
                result.unicodeScalars.append(try readEscape())
                runStart = position
            case 0x0A, 0x0D:
                throw failure(.unterminatedString, opening..<position)
            case 0..<0x20:
                throw failure(.controlCharacter(byte), position..<(position + 1))
            default:
                position += 1
            }
        }
        throw failure(.unterminatedString, opening..<position)
    }

    private mutating func readEscape() throws(JSONSyntaxError) -> Unicode.Scalar {
        let start = position
        position += 1
        let letter = current
        position += 1
        switch letter {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try readUnicodeEscape(start: start)
        default: throw badEscape(from: start, length: 2)
        }
    }

    /// Four hexadecimal digits, and for a high surrogate the escape of the low one.
    private mutating func readUnicodeEscape(start: Int) throws(JSONSyntaxError) -> Unicode.Scalar {
        let first = try readHexadecimalDigits(start: start)
        if let scalar = Unicode.Scalar(first) { return scalar }
        let end = position
        guard first < 0xDC00, current == UInt8(ascii: "\\"), position + 1 < bytes.count,
            bytes[position + 1] == UInt8(ascii: "u")
        else { throw failure(.loneSurrogate(text(start..<end)), start..<end) }
        position += 2
        let second = try readHexadecimalDigits(start: end)
        guard (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw failure(.loneSurrogate(text(start..<end)), start..<end) }
        return scalar
    }

    private mutating func readHexadecimalDigits(start: Int) throws(JSONSyntaxError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw badEscape(from: start, length: position - start)
            }
            value = value << 4 + UInt32(digit)
            position += 1
        }
        return value
    }

    private func badEscape(from start: Int, length: Int) -> JSONSyntaxError {
        // Never cut a character of several bytes in half.
        var end = min(start + length, bytes.count)
        while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
        return failure(.badEscape(text(start..<end)), start..<end)
    }
}
