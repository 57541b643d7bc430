#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Names a run: `20261123T221530Z-8f3a10c2`, when it began (UTC) and eight digits that tell it from others.
///
/// The first five of these digits are the fraction of the second, so names in the order of their bytes are runs in
/// the order in which they began.
public struct RunID: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let text: String

    /// - Returns: nil unless `text` has exactly the form above.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 25 else { return nil }
        for (index, byte) in bytes.enumerated() {
            let fits =
                switch index {
                case 8: byte == UInt8(ascii: "T")
                case 15: byte == UInt8(ascii: "Z")
                case 16: byte == UInt8(ascii: "-")
                case 17...: (48...57).contains(byte) || (97...102).contains(byte)
                default: (48...57).contains(byte)
                }
            guard fits else { return nil }
        }
        self.text = text
    }

    /// A new name for a run that begins now.
    /// - Parameter nanoseconds: since 1970.
    init(nanoseconds: Int64) {
        var seconds = time_t(nanoseconds / 1_000_000_000)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        let fraction = UInt64(nanoseconds % 1_000_000_000) * (1 << 20) / 1_000_000_000
        let random = UInt64.random(in: 0..<(1 << 12))
        text =
            Self.digits(Int(parts.tm_year) + 1900, 4) + Self.digits(Int(parts.tm_mon) + 1, 2)
            + Self.digits(Int(parts.tm_mday), 2) + "T" + Self.digits(Int(parts.tm_hour), 2)
            + Self.digits(Int(parts.tm_min), 2) + Self.digits(Int(parts.tm_sec), 2) + "Z-"
            + Self.padded(String(fraction << 12 | random, radix: 16), 8)
    }

    public var description: String { text }

    public static func < (left: RunID, right: RunID) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    private static func digits(_ number: Int, _ count: Int) -> String { padded(String(number), count) }

    private static func padded(_ text: String, _ count: Int) -> String {
        String(repeating: "0", count: max(0, count - text.utf8.count)) + text
    }
}
