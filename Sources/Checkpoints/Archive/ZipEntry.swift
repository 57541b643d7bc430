/// One entry of an archive's directory.
struct ZipEntry {
    let name: String
    let size: Int
    /// Where its header begins in the file.
    let offset: Int

    /// Reads the entry at the reader's place in the directory.
    init(path: String, reader: inout ByteReader) throws(CheckpointFileError) {
        let start = reader.position
        func failure(_ expected: String, _ found: String) -> CheckpointFileError {
            CheckpointFileError(
                path: path, problem: .archive(byte: start, found: found, expected: expected))
        }
        guard reader.rest >= 46, reader.next(UInt32.self) == 0x0201_4B50 else {
            throw failure("an entry of the directory", "something else")
        }
        reader.position = start + 8
        let flags = reader.next(UInt16.self) ?? 0
        let method = reader.next(UInt16.self) ?? 0
        reader.position = start + 20
        let stored = UInt64(reader.next(UInt32.self) ?? 0)
        let whole = UInt64(reader.next(UInt32.self) ?? 0)
        let nameSize = Int(reader.next(UInt16.self) ?? 0)
        let extraSize = Int(reader.next(UInt16.self) ?? 0)
        let commentSize = Int(reader.next(UInt16.self) ?? 0)
        reader.position = start + 42
        let place = UInt64(reader.next(UInt32.self) ?? 0)
        guard let name = reader.text(bytes: nameSize), let extra = reader.next(bytes: extraSize),
            reader.next(bytes: commentSize) != nil
        else { throw failure("a name in UTF-8 within the directory", "something else") }
        self.name = name
        func refused(_ reason: String) -> CheckpointFileError {
            CheckpointFileError(path: path, problem: .entry(name: name, reason: reason))
        }
        guard Self.isHarmless(name) else { throw refused("the name is not a plain path within the archive") }
        guard flags & 0x2041 == 0 else { throw refused("is encrypted") }
        guard method == 0 else {
            throw refused("is compressed (method \(method)); torch.save never compresses, so it is refused")
        }
        var fields = WideFields(extra)
        guard let size = fields.value(whole), let storedSize = fields.value(stored),
            let offset = fields.value(place)
        else { throw refused("has no 64-bit sizes where it needs them") }
        guard size == storedSize else {
            throw refused("has \(size) bytes and claims to be stored in \(storedSize)")
        }
        // Beyond any file; what they are in this one is checked with the data.
        guard size < 1 << 62, offset < 1 << 62 else { throw refused("claims to have \(size) bytes") }
        self.size = Int(size)
        self.offset = Int(offset)
    }

    /// Where the data lies, behind the header that repeats the name.
    ///
    /// - Parameter end: where the directory begins.
    func data(
        path: String, bytes: UnsafeRawBufferPointer, end: Int
    ) throws(CheckpointFileError) -> Range<Int> {
        func refused(_ reason: String) -> CheckpointFileError {
            CheckpointFileError(path: path, problem: .entry(name: name, reason: reason))
        }
        var reader = ByteReader(UnsafeRawBufferPointer(rebasing: bytes[..<end]), at: min(offset, end))
        guard reader.rest >= 30, reader.next(UInt32.self) == 0x0403_4B50 else {
            throw refused("has no header at byte \(offset)")
        }
        reader.position = offset + 26
        let nameSize = Int(reader.next(UInt16.self) ?? 0)
        let extraSize = Int(reader.next(UInt16.self) ?? 0)
        guard let local = reader.next(bytes: nameSize), local.elementsEqual(name.utf8),
            reader.next(bytes: extraSize) != nil
        else { throw refused("its header at byte \(offset) belongs to another name") }
        guard size <= reader.rest else {
            throw refused(
                "claims \(size) bytes from byte \(reader.position) on, the directory begins at byte \(end)")
        }
        return reader.position..<reader.position + size
    }

    private static func isHarmless(_ name: String) -> Bool {
        !name.isEmpty && !name.utf8.contains { $0 < 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "\\") }
            && name.split(separator: "/", omittingEmptySubsequences: false)
                .allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
    }
}

/// The 64-bit numbers of an entry, in the order of the 32-bit fields that they replace.
private struct WideFields {
    private var reader: ByteReader?

    init(_ extra: UnsafeRawBufferPointer) {
        var fields = ByteReader(extra)
        while let kind = fields.next(UInt16.self), let size = fields.next(UInt16.self),
            let content = fields.next(bytes: Int(size))
        {
            if kind == 1, reader == nil { reader = ByteReader(content) }
        }
    }

    /// The number itself, or the next wide one where it says that there is one.
    mutating func value(_ number: UInt64) -> UInt64? {
        number == UInt64(UInt32.max) ? reader?.next(UInt64.self) : number
    }
}
