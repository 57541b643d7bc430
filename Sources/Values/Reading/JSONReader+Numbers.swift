extension JSONReader {
    /// `-? (0 | [1-9][0-9]*) (\.[0-9]+)? ([eE][+-]?[0-9]+)?`
    ///
    /// A number without fraction and exponent is an integer where it fits into 64 bits, otherwise the nearest
    /// floating-point number.
    mutating func readNumber() throws(JSONSyntaxError) -> SourceNode {
        let start = position
        if current == UInt8(ascii: "+") { throw badNumber(from: start, .leadingPlus) }
        if current == UInt8(ascii: "-") { position += 1 }
        try readWholeDigits(start: start)
        var isInteger = true
        if current == UInt8(ascii: ".") {
            isInteger = false
            position += 1
            guard skipDigits() > 0 else { throw badNumber(from: start, .missingFraction) }
        }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            isInteger = false
            position += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
            guard skipDigits() > 0 else { throw badNumber(from: start, .missingExponent) }
        }
        if let byte = current, isWordByte(byte) || byte == UInt8(ascii: ".") {
            throw badNumber(from: start, .trailingText)
        }
        let digits = text(start..<position)
        let range = SourceRange(source, start..<position)
        if isInteger, let value = Int64(digits) { return SourceNode(.integer(value), at: range) }
        guard let value = Double(digits), value.isFinite else { throw badNumber(from: start, .tooLarge) }
        return SourceNode(.number(value), at: range)
    }

    private mutating func readWholeDigits(start: Int) throws(JSONSyntaxError) {
        switch current {
        case UInt8(ascii: "0"):
            position += 1
            switch current {
            case _ where isDigit(current): throw badNumber(from: start, .leadingZero)
            case UInt8(ascii: "x"), UInt8(ascii: "X"), UInt8(ascii: "o"), UInt8(ascii: "b"):
                throw badNumber(from: start, .notDecimal)
            default: return
            }
        case _ where isDigit(current):
            skipDigits()
        case UInt8(ascii: "."):
            throw badNumber(from: start, .leadingPoint)
        case UInt8(ascii: "I"), UInt8(ascii: "N"):
            let end = wordEnd(from: position)
            throw failure(.notFinite(text(start..<end)), start..<end)
        default:
            throw badNumber(from: start, .missingDigits)
        }
    }

    @discardableResult
    private mutating func skipDigits() -> Int {
        let start = position
        while isDigit(current) { position += 1 }
        return position - start
    }

    /// Shows the whole of what was meant to be a number, up to a length that fits into a message.
    private func badNumber(from start: Int, _ reason: JSONSyntaxError.Number) -> JSONSyntaxError {
        let marks: [UInt8] = [UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: ".")]
        var end = start
        while end < bytes.count, end - start < 40, isWordByte(bytes[end]) || marks.contains(bytes[end]) {
            end += 1
        }
        return failure(.badNumber(text(start..<end), reason), start..<end)
    }
}
