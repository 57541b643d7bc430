extension JSONSyntaxError: CustomStringConvertible {
    /// `name:line:column: message`
    public var description: String { "\(range): \(message)" }

    /// What was found and what to do about it, in words for a person.
    public var message: String {
        switch problem {
        case .empty:
            "the text is empty; expected a JSON value"
        case .tooLarge(let bytes, let maximum):
            "the text has \(bytes) bytes; at most \(maximum) are read"
        case .tooDeep(let maximum):
            "nested more than \(maximum) levels deep"
        case .tooManyNodes(let maximum):
            "the text has more than \(maximum) values"
        case .invalidUTF8(let byte):
            "byte 0x\(hexadecimal(byte, width: 2)) is not UTF-8; save the file as UTF-8"
        case .byteOrderMark:
            "the text starts with a byte order mark, which JSON does not have; save the file as UTF-8 without BOM"
        case .unexpected(let found, let expected):
            "unexpected \(found); expected \(words(for: expected))"
        case .unclosed(.array):
            "this list is never closed; a \"]\" is missing"
        case .unclosed(.object):
            "this object is never closed; a \"}\" is missing"
        case .trailingComma(let container):
            "a comma after the last \(container == .array ? "element" : "member"); JSON has none, remove it"
        case .missingComma(.array):
            "a comma is missing between two elements"
        case .missingComma(.object):
            "a comma is missing before the next key"
        case .missingColon(let key):
            "a \":\" is missing after the key \"\(key)\""
        case .comment:
            "JSON has no comments; remove it, or write the recipe in YAML"
        case .singleQuotes:
            "strings stand in double quotes, not in single ones"
        case .unquotedKey(let key):
            "the key \(key) must stand in double quotes: \"\(key)\""
        case .wrongLiteral(let found, let meant?):
            "unknown word \(found); did you mean \(meant)?"
        case .wrongLiteral(let found, nil):
            "unknown word \(found); a string must stand in double quotes"
        case .notFinite(let text):
            "JSON has no \(text); a number must be finite"
        case .badNumber(let text, let reason):
            "\(text) is not a JSON number: \(words(for: reason))"
        case .unterminatedString:
            "this string is never closed; a double quote is missing on its line"
        case .controlCharacter(let byte):
            "a string holds the control character U+\(hexadecimal(byte, width: 4)); write \(escape(for: byte))"
        case .badEscape(let text):
            "unknown escape \(text); JSON has \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four hexadecimal digits"
        case .loneSurrogate(let text):
            "\(text) is half of a surrogate pair; the other half is missing"
        case .duplicateKey(let key):
            "the key \"\(key)\" stands here for the second time"
        case .textAfterEnd:
            "the JSON value has ended, but more text follows"
        }
    }

    private func words(for expectation: Expectation) -> String {
        switch expectation {
        case .value: "a value"
        case .key: "a key in double quotes"
        case .keyOrEnd: "a key in double quotes or \"}\""
        case .commaOrEnd(.array): "\",\" or \"]\""
        case .commaOrEnd(.object): "\",\" or \"}\""
        case .colon: "\":\""
        }
    }

    private func words(for reason: Number) -> String {
        switch reason {
        case .leadingZero: "it must not start with a zero"
        case .leadingPlus: "it must not start with a plus sign"
        case .leadingPoint: "a digit must stand before the point"
        case .missingFraction: "a digit must follow the point"
        case .missingExponent: "a digit must follow the exponent sign"
        case .missingDigits: "digits must follow the minus sign"
        case .tooLarge: "it is beyond the range of 64-bit floating point"
        case .notDecimal: "only decimal digits are allowed"
        case .trailingText: "something follows its digits"
        }
    }

    private func hexadecimal(_ byte: UInt8, width: Int) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private func escape(for byte: UInt8) -> String {
        switch byte {
        case 0x08: "\\b"
        case 0x09: "\\t"
        case 0x0A: "\\n"
        case 0x0C: "\\f"
        case 0x0D: "\\r"
        default: "\\u" + hexadecimal(byte, width: 4)
        }
    }
}
