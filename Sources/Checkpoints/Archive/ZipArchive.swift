/// A zip archive as `torch.save` writes it: entries stored as they are, one after another, then the directory, with
/// 64-bit numbers where 32 do not do.
///
///     | header, name, padding, DATA | header, name, padding, DATA | ... | directory | end records |
///     0                                                                               bytes.count
///
/// Compressed or encrypted entries are refused, so no archive can unfold into more than its own size. Layout: PKWARE's
/// APPNOTE 6.3.
struct ZipArchive {
    /// Where each entry's data lies in the file.
    let entries: [String: Range<Int>]

    /// Far more than the largest models have.
    static let maximumEntries = 200_000

    static func begins(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.count >= 4 && bytes.prefix(4).elementsEqual([0x50, 0x4B, 0x03, 0x04])
    }

    init(path: String, bytes: UnsafeRawBufferPointer) throws(CheckpointFileError) {
        let directory = try ZipDirectory(path: path, bytes: bytes)
        guard directory.count <= Self.maximumEntries else {
            throw CheckpointFileError(
                path: path,
                problem: .limit(
                    what: "entries of the zip archive", found: directory.count, allowed: Self.maximumEntries))
        }
        var entries: [String: Range<Int>] = [:]
        var spans: [(span: Range<Int>, name: String)] = []
        var reader = ByteReader(
            UnsafeRawBufferPointer(rebasing: bytes[..<directory.range.upperBound]),
            at: directory.range.lowerBound)
        for _ in 0..<directory.count {
            let entry = try ZipEntry(path: path, reader: &reader)
            let data = try entry.data(path: path, bytes: bytes, end: directory.range.lowerBound)
            guard entries.updateValue(data, forKey: entry.name) == nil else {
                throw CheckpointFileError(
                    path: path, problem: .entry(name: entry.name, reason: "is there twice"))
            }
            spans.append((entry.offset..<data.upperBound, entry.name))
        }
        guard reader.position == directory.range.upperBound else {
            throw CheckpointFileError(
                path: path,
                problem: .archive(
                    byte: reader.position, found: "\(reader.rest) more bytes", expected: "the directory's end"
                ))
        }
        spans.sort { $0.span.lowerBound < $1.span.lowerBound }
        for (earlier, later) in zip(spans, spans.dropFirst())
        where later.span.lowerBound < earlier.span.upperBound {
            throw CheckpointFileError(
                path: path,
                problem: .entry(
                    name: later.name, reason: "overlaps the entry \(Printable.quoted(earlier.name))"))
        }
        self.entries = entries
    }
}
