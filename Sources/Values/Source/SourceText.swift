/// The text of one file, or of one command-line argument, that positions refer to.
///
/// A class, because every position points to it; it never changes.
public final class SourceText: Sendable {
    /// What messages call it: the path as the person wrote it.
    public let name: String

    /// The text in what should be UTF-8; `firstInvalidOffset` tells whether it is.
    public let bytes: [UInt8]

    /// Byte offsets at which lines start; a line ends with LF, CR LF or CR.
    let lineStarts: [Int]

    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
        var starts = [0]
        for (offset, byte) in bytes.enumerated() {
            let isReturnAlone =
                byte == 0x0D && !(offset + 1 < bytes.count && bytes[offset + 1] == 0x0A)
            if byte == 0x0A || isReturnAlone { starts.append(offset + 1) }
        }
        lineStarts = starts
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

    /// Line and column of a byte offset.
    public func location(of offset: Int) -> SourceLocation {
        let line = lineIndex(of: offset)
        let prefix = String(decoding: bytes[lineStarts[line]..<min(offset, bytes.count)], as: UTF8.self)
        return SourceLocation(line: line + 1, column: prefix.count + 1, offset: offset)
    }

    /// The byte offsets of the line that holds an offset, without its line break.
    public func lineBounds(around offset: Int) -> Range<Int> {
        let line = lineIndex(of: offset)
        let start = lineStarts[line]
        var end = line + 1 < lineStarts.count ? lineStarts[line + 1] : bytes.count
        while end > start, bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
        return start..<end
    }

    /// - Complexity: logarithmic in the number of lines.
    private func lineIndex(of offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low
    }
}

extension SourceText: Hashable {
    public static func == (first: SourceText, second: SourceText) -> Bool {
        first === second || (first.name == second.name && first.bytes == second.bytes)
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
