extension JSONReader {
    /// The byte at the position, nil at the end.
    var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    func failure(_ problem: JSONSyntaxError.Problem, _ offsets: Range<Int>) -> JSONSyntaxError {
        JSONSyntaxError(problem, at: SourceRange(source, offsets))
    }

    func text(_ offsets: Range<Int>) -> String {
        String(decoding: bytes[offsets], as: UTF8.self)
    }

    mutating func skipSpace() throws(JSONSyntaxError) {
        while let byte = current {
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            case UInt8(ascii: "/"), UInt8(ascii: "#"):
                throw failure(.comment, position..<source.lineBounds(around: position).upperBound)
            default: return
            }
        }
    }

    /// The complaint about whatever stands at the position.
    func unexpected(_ expectation: JSONSyntaxError.Expectation) -> JSONSyntaxError {
        guard let byte = current else {
            return failure(.unexpected(found: "end of the text", expected: expectation), position..<position)
        }
        if byte == UInt8(ascii: "'") { return failure(.singleQuotes, position..<(position + 1)) }
        let character = text(position..<bytes.count.clamped(to: position + 16)).first ?? "?"
        let length = max(1, String(character).utf8.count)
        let words =
            byte < 0x20 ? "control character 0x" + String(byte, radix: 16) : "\"\(character)\""
        return failure(.unexpected(found: words, expected: expectation), position..<(position + length))
    }

    func isDigit(_ byte: UInt8?) -> Bool {
        guard let byte else { return false }
        return byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"):
            true
        default: false
        }
    }

    func startsValue(_ byte: UInt8) -> Bool {
        isWordByte(byte) || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "{")
            || byte == UInt8(ascii: "[")
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "'")
    }

    /// The end of the word at an offset; at least one byte, and never more than fits into a message.
    func wordEnd(from start: Int) -> Int {
        var end = start
        while end < bytes.count, end - start < 40, isWordByte(bytes[end]) { end += 1 }
        return max(end, min(start + 1, bytes.count))
    }

    mutating func readLiteral() throws(JSONSyntaxError) -> SourceNode {
        let start = position
        let end = wordEnd(from: start)
        let word = text(start..<end)
        position = end
        let content: SourceNode.Content
        switch word {
        case "null": content = .null
        case "true": content = .bool(true)
        case "false": content = .bool(false)
        case "NaN", "Infinity", "nan", "inf": throw failure(.notFinite(word), start..<end)
        default:
            let meant = ["True": "true", "TRUE": "true", "False": "false", "FALSE": "false"]
            let nothing = [
                "None": "null", "nil": "null", "Null": "null", "NULL": "null", "undefined": "null",
            ]
            throw failure(.wrongLiteral(found: word, meant: meant[word] ?? nothing[word]), start..<end)
        }
        return SourceNode(content, at: SourceRange(source, start..<end))
    }
}

extension Int {
    fileprivate func clamped(to maximum: Int) -> Int { Swift.min(self, maximum) }
}
