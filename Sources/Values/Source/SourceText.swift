/// The text of one file, or of one command-line argument, that positions refer to.
///
/// A class, because every position points to it; it never changes.
public final class SourceText: Sendable {
    /// What messages call it: the path as the person wrote it.
    public let name: String

    /// The text in what should be UTF-8; `firstInvalidOffset` tells whether it is.
    public let bytes: [UInt8]

    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    public convenience init(name: String, text: String) {
        self.init(name: name, bytes: Array(text.utf8))
    }

    /// The byte offset of the first byte that is not UTF-8, nil for proper text.
    public var firstInvalidOffset: Int? {
        if String(validating: bytes, as: UTF8.self) != nil { return nil }
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var offset = 0
        while case .scalarValue(let scalar) = decoder.decode(&iterator) {
            offset += UTF8.width(scalar)
        }
        return offset
    }

    /// In a line beyond this, columns count Unicode scalars: finding the characters of megabytes takes too long.
    private static let countedBytes = 1 << 16

    /// Line and column of a byte offset. A line ends with LF, CR LF or CR.
    ///
    /// - Complexity: linear in the offset; only messages ask for it, so no table is kept.
    public func location(of offset: Int) -> SourceLocation {
        let end = min(offset, bytes.count)
        let line = bytes.withUnsafeBufferPointer { bytes in
            var line = 1
            for index in 0..<end {
                let isLineFeed = bytes[index] == 0x0A
                let isReturnAlone =
                    bytes[index] == 0x0D && !(index + 1 < bytes.count && bytes[index + 1] == 0x0A)
                if isLineFeed || isReturnAlone { line += 1 }
            }
            return line
        }
        let prefix = bytes[lineStart(before: end)..<end]
        let column =
            prefix.count <= Self.countedBytes
            ? String(decoding: prefix, as: UTF8.self).count : prefix.count { $0 & 0xC0 != 0x80 }
        return SourceLocation(line: line, column: column + 1, offset: offset)
    }

    /// The byte offsets of the line that holds an offset, without its line break.
    public func lineBounds(around offset: Int) -> Range<Int> {
        let start = lineStart(before: offset)
        var end = start
        while end < bytes.count, bytes[end] != 0x0A, bytes[end] != 0x0D { end += 1 }
        return start..<end
    }

    private func lineStart(before offset: Int) -> Int {
        var start = min(offset, bytes.count)
        // Between CR and LF is still the line that they end.
        if start > 0, start < bytes.count, bytes[start] == 0x0A, bytes[start - 1] == 0x0D { start -= 1 }
        while start > 0, bytes[start - 1] != 0x0A, bytes[start - 1] != 0x0D { start -= 1 }
        return start
    }
}

extension SourceText: Hashable {
    public static func == (first: SourceText, second: SourceText) -> Bool {
        first === second || (first.name == second.name && first.bytes == second.bytes)
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension SourceText: CustomReflectable {
    /// Spares debuggers and test reports the bytes, one line for each.
    public var customMirror: Mirror {
        Mirror(self, children: ["name": name, "byteCount": bytes.count])
    }
}
