/// The parts of the tar format (POSIX.1-2001) that bundles use: `ustar` headers, and `pax` ones for what does not fit.
///
///     offset   0       100    108    116    124     136     148     156    157      257     263 265 ...  345 ... 500
///              name    mode   uid    gid    size    mtime   sum     type   link     "ustar" "00"     prefix
///
/// Numbers are octal text. The content follows in blocks of 512 bytes; two blocks of zeros end the archive.
enum TarFormat {
    static let blockBytes = 512
    /// Eleven octal digits.
    static let largestOctalSize: Int64 = (1 << 33) - 1
    static let nameBytes = 100

    enum Field {
        static let name = 0..<100
        static let mode = 100..<108
        static let user = 108..<116
        static let group = 116..<124
        static let size = 124..<136
        static let modified = 136..<148
        static let checksum = 148..<156
        static let type = 156
        static let magic = 257..<263
        static let version = 263..<265
        static let deviceMajor = 329..<337
        static let deviceMinor = 337..<345
        static let prefix = 345..<500
    }

    enum Kind {
        static let file = UInt8(ascii: "0")
        static let oldFile: UInt8 = 0
        static let link = UInt8(ascii: "1")
        static let symbolicLink = UInt8(ascii: "2")
        static let folder = UInt8(ascii: "5")
        static let extended = UInt8(ascii: "x")
    }

    /// The zeros between the end of content and the next header.
    static func padding(_ size: Int64) -> Int {
        Int((Int64(blockBytes) - size % Int64(blockBytes)) % Int64(blockBytes))
    }

    /// The sum of all bytes of a header, with spaces in place of the sum itself.
    static func checksum(_ header: some Collection<UInt8>) -> Int {
        var sum = 0
        for (index, byte) in header.enumerated() {
            sum += Field.checksum.contains(index) ? Int(UInt8(ascii: " ")) : Int(byte)
        }
        return sum
    }
}
