/// Writes a tar archive whose bytes follow from names and contents alone: no times, no owners, one permission.
struct TarWriter {
    let file: FileWriter

    /// Begins an entry; exactly `size` bytes of content are to be written to `file`, and then `pad(size)`.
    /// - Parameter name: at most 100 bytes.
    func begin(_ name: String, size: Int64) throws {
        var listed = size
        if size > TarFormat.largestOctalSize {
            let record = Array(Self.record("size", "\(size)").utf8)
            try file.write(
                Self.header("PaxHeaders/size", size: Int64(record.count), kind: TarFormat.Kind.extended))
            try file.write(record)
            try pad(Int64(record.count))
            // Readers take it from the record before.
            listed = 0
        }
        try file.write(Self.header(name, size: listed, kind: TarFormat.Kind.file))
    }

    func folder(_ name: String) throws {
        try file.write(Self.header(name + "/", size: 0, kind: TarFormat.Kind.folder))
    }

    /// Fills up the last block of content.
    func pad(_ size: Int64) throws {
        try file.write([UInt8](repeating: 0, count: TarFormat.padding(size)))
    }

    func end() throws {
        try file.write([UInt8](repeating: 0, count: 2 * TarFormat.blockBytes))
    }

    private static func header(_ name: String, size: Int64, kind: UInt8) -> [UInt8] {
        precondition(name.utf8.count <= TarFormat.nameBytes, "names in bundles are short")
        var bytes = [UInt8](repeating: 0, count: TarFormat.blockBytes)
        func put(_ text: String, _ field: Range<Int>) {
            bytes.replaceSubrange(field.lowerBound..<(field.lowerBound + text.utf8.count), with: text.utf8)
        }
        func put(octal number: Int64, _ field: Range<Int>) {
            let digits = String(number, radix: 8)
            let width = field.count - 1
            put(String(repeating: "0", count: width - digits.count) + digits, field)
        }
        put(name, TarFormat.Field.name)
        put(octal: kind == TarFormat.Kind.folder ? 0o755 : 0o644, TarFormat.Field.mode)
        for field in [
            TarFormat.Field.user, TarFormat.Field.group, TarFormat.Field.modified,
            TarFormat.Field.deviceMajor, TarFormat.Field.deviceMinor,
        ] {
            put(octal: 0, field)
        }
        put(octal: size, TarFormat.Field.size)
        bytes[TarFormat.Field.type] = kind
        put("ustar", TarFormat.Field.magic)
        put("00", TarFormat.Field.version)
        let sum = String(TarFormat.checksum(bytes), radix: 8)
        put(String(repeating: "0", count: 6 - sum.count) + sum + "\0 ", TarFormat.Field.checksum)
        return bytes
    }

    /// `length key=value\n`, where the length counts its own digits.
    static func record(_ key: String, _ value: String) -> String {
        let rest = " \(key)=\(value)\n"
        var length = rest.utf8.count
        while "\(length)".utf8.count + rest.utf8.count != length {
            length = "\(length)".utf8.count + rest.utf8.count
        }
        return "\(length)" + rest
    }
}
