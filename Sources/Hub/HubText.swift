/// Texts of strangers, for messages and for addresses.
public enum HubText {
    /// Without what could garble a terminal, and not endless.
    public static func plain(_ text: String, limit: Int = 160) -> String {
        let scalars = text.unicodeScalars.prefix(limit).map { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse: "?"
            default: String(scalar)
            }
        }
        return scalars.joined() + (text.unicodeScalars.dropFirst(limit).isEmpty ? "" : "...")
    }

    public static func quoted(_ text: String) -> String { "\"\(plain(text))\"" }

    /// Whether a text is exactly so many lower-case hexadecimal digits, as digests are written.
    public static func isHexadecimal(_ text: String, digits: Int) -> Bool {
        text.utf8.count == digits
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    /// A text as part of an address: all but letters, digits and `_.-~` (and slashes, where asked) as `%XX`.
    public static func escaped(_ text: String, keepsSlashes: Bool = false) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "-"), UInt8(ascii: "~"):
                bytes.append(byte)
            case UInt8(ascii: "/") where keepsSlashes: bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
