import Values

/// Plain scalars by the core schema of YAML 1.2.2, section 10.3.2.
enum YAMLScalar {
    enum Meaning: Equatable {
        case content(SourceNode.Content)
        case notFinite
        case tooLarge
    }

    static func meaning(of text: String) -> Meaning {
        switch text {
        case "", "~", "null", "Null", "NULL": return .content(.null)
        case "true", "True", "TRUE": return .content(.bool(true))
        case "false", "False", "FALSE": return .content(.bool(false))
        default: break
        }
        let bytes = Array(text.utf8)
        guard let first = bytes.first, isDigit(first) || "+-.".utf8.contains(first) else {
            return .content(.string(text))
        }
        let unsigned = text.drop { $0 == "+" || $0 == "-" }
        if text.utf8.count - unsigned.utf8.count <= 1,
            [".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"].contains(String(unsigned))
        {
            return .notFinite
        }
        if let value = prefixedInteger(text, prefix: "0x", radix: 16) { return value }
        if let value = prefixedInteger(text, prefix: "0o", radix: 8) { return value }
        return number(text, bytes) ?? .content(.string(text))
    }

    private static func prefixedInteger(_ text: String, prefix: String, radix: Int) -> Meaning? {
        guard text.hasPrefix(prefix) else { return nil }
        let digits = text.dropFirst(2)
        guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && ($0.hexDigitValue ?? 16) < radix }) else {
            return nil
        }
        return Int64(digits, radix: radix).map { .content(.integer($0)) } ?? .tooLarge
    }

    /// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
    private static func number(_ text: String, _ bytes: [UInt8]) -> Meaning? {
        var position = 0
        func digits() -> Int {
            let start = position
            while position < bytes.count, isDigit(bytes[position]) { position += 1 }
            return position - start
        }
        func accept(_ characters: String) -> Bool {
            guard position < bytes.count, characters.utf8.contains(bytes[position]) else { return false }
            position += 1
            return true
        }
        _ = accept("+-")
        let whole = digits()
        var isInteger = true
        if accept(".") {
            isInteger = false
            if digits() == 0, whole == 0 { return nil }
        } else if whole == 0 {
            return nil
        }
        if accept("eE") {
            isInteger = false
            _ = accept("+-")
            if digits() == 0 { return nil }
        }
        guard position == bytes.count else { return nil }
        if isInteger, let value = Int64(text) { return .content(.integer(value)) }
        guard let value = Double(text), value.isFinite else { return .tooLarge }
        return .content(.number(value))
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }
}
