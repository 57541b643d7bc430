/// One way of proving who one is that a server offers: `Bearer realm="...",service="..."`.
struct AuthenticationChallenge: Equatable, Sendable {
    /// In lower case.
    var scheme: String
    /// By lower-case name.
    var parameters: [String: String]

    /// Reads the values of `WWW-Authenticate` headers, each of which may hold several challenges.
    static func parse(_ headers: [String]) -> [AuthenticationChallenge] {
        headers.flatMap { parse($0) }
    }

    private static func parse(_ text: String) -> [AuthenticationChallenge] {
        var challenges: [AuthenticationChallenge] = []
        var reader = Reader(bytes: Array(text.utf8))
        while let word = reader.token() {
            reader.skipSpaces()
            if reader.take(UInt8(ascii: "=")) {
                guard let value = reader.value(), !challenges.isEmpty else { break }
                challenges[challenges.count - 1].parameters[word.lowercased()] = value
            } else {
                challenges.append(AuthenticationChallenge(scheme: word.lowercased(), parameters: [:]))
            }
            reader.skipSpaces()
            while reader.take(UInt8(ascii: ",")) { reader.skipSpaces() }
        }
        return challenges
    }

    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        mutating func skipSpaces() {
            while position < bytes.count, bytes[position] == 0x20 || bytes[position] == 0x09 { position += 1 }
        }

        mutating func take(_ byte: UInt8) -> Bool {
            guard position < bytes.count, bytes[position] == byte else { return false }
            position += 1
            return true
        }

        mutating func token() -> String? {
            skipSpaces()
            let start = position
            let ends: Set<UInt8> = [0x20, 0x09, 0x22, 0x2C, 0x3D]
            while position < bytes.count, !ends.contains(bytes[position]) { position += 1 }
            return position > start ? String(decoding: bytes[start..<position], as: UTF8.self) : nil
        }

        mutating func value() -> String? {
            skipSpaces()
            guard take(UInt8(ascii: "\"")) else { return token() }
            var content: [UInt8] = []
            while position < bytes.count {
                let byte = bytes[position]
                position += 1
                if byte == UInt8(ascii: "\"") { return String(decoding: content, as: UTF8.self) }
                if byte == UInt8(ascii: "\\"), position < bytes.count {
                    content.append(bytes[position])
                    position += 1
                } else {
                    content.append(byte)
                }
            }
            return nil
        }
    }
}
