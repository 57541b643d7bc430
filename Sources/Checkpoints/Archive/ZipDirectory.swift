/// Where an archive's directory lies and how many entries it lists, as the records at the end say.
struct ZipDirectory {
    let range: Range<Int>
    let count: Int

    /// Bytes of the last record, of the record that points to the 64-bit one, and of that.
    private static let (endSize, locatorSize, wideSize) = (22, 20, 56)

    init(path: String, bytes: UnsafeRawBufferPointer) throws(CheckpointFileError) {
        func failure(_ byte: Int, _ expected: String, _ found: String) -> CheckpointFileError {
            CheckpointFileError(
                path: path, problem: .archive(byte: byte, found: found, expected: expected))
        }
        let end = bytes.count - Self.endSize
        var reader = ByteReader(bytes, at: end)
        guard end >= 0, reader.next(UInt32.self) == 0x0605_4B50 else {
            throw failure(max(end, 0), "the record that ends a zip archive", "something else")
        }
        reader.position = end + 8
        let entriesHere = reader.next(UInt16.self) ?? 0
        let entries = reader.next(UInt16.self) ?? 0
        let size = reader.next(UInt32.self) ?? 0
        let offset = reader.next(UInt32.self) ?? 0
        var wide: (count: UInt64, size: UInt64, offset: UInt64) = (
            UInt64(entries), UInt64(size), UInt64(offset)
        )
        var limit = end

        reader.position = end - Self.locatorSize
        if end >= Self.locatorSize, reader.next(UInt32.self) == 0x0706_4B50 {
            reader.position += 4
            let start = reader.next(UInt64.self) ?? .max
            guard start <= UInt64(max(end - Self.locatorSize - Self.wideSize, 0)) else {
                throw failure(
                    reader.position - 8, "the place of the 64-bit end record before here", "\(start)")
            }
            limit = Int(start)
            reader.position = limit
            guard reader.next(UInt32.self) == 0x0606_4B50 else {
                throw failure(limit, "the 64-bit end record", "something else")
            }
            reader.position = limit + 24
            let wideHere = reader.next(UInt64.self) ?? 0
            wide = (
                reader.next(UInt64.self) ?? 0, reader.next(UInt64.self) ?? 0, reader.next(UInt64.self) ?? 0
            )
            guard wideHere == wide.count else {
                throw failure(limit + 24, "an archive in one part", "\(wideHere) of \(wide.count) entries")
            }
        } else {
            guard entriesHere == entries else {
                throw failure(end + 8, "an archive in one part", "\(entriesHere) of \(entries) entries")
            }
        }
        // An entry takes 46 bytes at least, so the size bounds the count.
        guard wide.offset <= UInt64(limit), wide.size == UInt64(limit) - wide.offset else {
            throw failure(
                limit, "the directory just before here",
                "\(wide.size) bytes from \(wide.offset) on")
        }
        guard wide.count <= wide.size / 46 else {
            throw failure(limit, "entries of 46 bytes at least", "\(wide.count) in \(wide.size) bytes")
        }
        range = Int(wide.offset)..<limit
        count = Int(wide.count)
    }
}
