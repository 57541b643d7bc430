/// Little-endian numbers out of bytes of strangers: nothing is read beyond the end.
struct ByteReader {
    let bytes: UnsafeRawBufferPointer
    var position: Int

    init(_ bytes: UnsafeRawBufferPointer, at position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    var rest: Int { max(bytes.count - position, 0) }

    /// Nil at the end.
    mutating func next<Number: FixedWidthInteger>(_ type: Number.Type) -> Number? {
        let size = Number.bitWidth / 8
        guard position >= 0, rest >= size else { return nil }
        defer { position += size }
        return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: type))
    }

    mutating func next(bytes count: Int) -> UnsafeRawBufferPointer? {
        guard position >= 0, count >= 0, rest >= count else { return nil }
        defer { position += count }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
    }

    /// UTF-8 of so many bytes; nil at the end or when it is none.
    mutating func text(bytes count: Int) -> String? {
        next(bytes: count).flatMap { String(validating: $0, as: UTF8.self) }
    }
}
