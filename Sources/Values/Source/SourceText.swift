import Synchronization

/// The text of one file, or of one command-line argument, that positions refer to.
///
/// A class, because every position points to it; it never changes.
public final class SourceText: Sendable {
    /// What messages call it: the path as the person wrote it.
    public let name: String

    /// Where the line stands at the start of a block.
    private struct Mark {
        var line: Int
        var start: Int
    }

    private static let blockBytes = 4096
    private static let countedBytes = 1 << 16

    /// One for each block; made when a place is first asked for, which only messages do.
    private let marks = Mutex<[Mark]>([])

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

    /// Line and column of a byte offset. A line ends with LF, CR LF or CR. Columns count characters; beyond the first
    /// 64 KiB of a line, where finding characters would take too long, they count bytes.
    ///
    /// - Complexity: constant, but for the first time, which is linear in the text.
    public func location(of offset: Int) -> SourceLocation {
        let end = min(offset, bytes.count)
        let (line, start) = line(holding: end)
        let prefix = bytes[start..<end]
        let column =
            prefix.count <= Self.countedBytes ? String(decoding: prefix, as: UTF8.self).count : prefix.count
        return SourceLocation(line: line, column: column + 1, offset: offset)
    }

    /// The byte offsets of the line that holds an offset, without its line break.
    ///
    /// - Parameter length: how far beyond the offset to look for its end.
    public func lineBounds(around offset: Int, length: Int = .max) -> Range<Int> {
        let offset = min(offset, bytes.count)
        let start = line(holding: offset).start
        let limit = length < bytes.count - offset ? offset + length : bytes.count
        var end = start < offset && bytes[offset - 1] == 0x0D ? offset - 1 : offset
        while end < limit, bytes[end] != 0x0A, bytes[end] != 0x0D { end += 1 }
        return start..<end
    }

    /// The number and the start of the line that holds an offset; between CR and LF is the line that they end.
    private func line(holding offset: Int) -> (line: Int, start: Int) {
        let block = offset / Self.blockBytes
        var mark = marks.withLock { marks in
            if marks.isEmpty { marks = makeMarks() }
            return marks[block]
        }
        bytes.withUnsafeBufferPointer { bytes in
            for index in (block * Self.blockBytes)..<offset where Self.endsLine(bytes, index) {
                mark = Mark(line: mark.line + 1, start: index + 1)
            }
        }
        return (mark.line, mark.start)
    }

    private func makeMarks() -> [Mark] {
        var marks: [Mark] = []
        var mark = Mark(line: 1, start: 0)
        bytes.withUnsafeBufferPointer { bytes in
            for index in 0...bytes.count {
                if index % Self.blockBytes == 0 { marks.append(mark) }
                if index < bytes.count, Self.endsLine(bytes, index) {
                    mark = Mark(line: mark.line + 1, start: index + 1)
                }
            }
        }
        return marks
    }

    private static func endsLine(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
        switch bytes[index] {
        case 0x0A: true
        case 0x0D: index + 1 == bytes.count || bytes[index + 1] != 0x0A
        default: false
        }
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
