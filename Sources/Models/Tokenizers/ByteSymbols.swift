/// The printable characters that stand for the 256 bytes in vocabularies over bytes, as GPT-2 introduced them.
enum ByteSymbols {
    /// By byte: itself where that is a visible character of Latin-1, else the next one from U+0100 on.
    static let all: [String] = {
        var next: UInt32 = 0x100
        return (UInt32(0)..<256).map { byte in
            switch byte {
            case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: return String(Unicode.Scalar(byte)!)
            default:
                defer { next += 1 }
                return String(Unicode.Scalar(next)!)
            }
        }
    }()
}
