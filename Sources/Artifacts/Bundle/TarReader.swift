/// Lists what is in a tar archive, and accepts only what an image layout needs: regular files and folders with plain
/// names, each once.
struct TarReader {
    struct Entry: Hashable {
        var name: String
        var isFolder: Bool
        /// Where the content begins.
        var offset: Int64
        /// In bytes.
        var size: Int64
    }

    /// More than any manifest can name.
    static let maximumEntries = 100_000
    static let maximumExtensionBytes: Int64 = 64 << 10

    let file: SourceFile

    /// - Throws: `ArtifactError.tar` with the place and what is wrong there.
    func entries() throws -> [Entry] {
        var found: [Entry] = []
        var names: Set<String> = []
        var extensions: [String: String] = [:]
        var offset: Int64 = 0
        while true {
            guard offset + Int64(TarFormat.blockBytes) <= file.size else {
                throw fault(offset, "it ends without the two empty blocks that end a tar archive")
            }
            let header = try file.bytes(from: offset, count: TarFormat.blockBytes)
            if header.allSatisfy({ $0 == 0 }) {
                guard extensions.isEmpty else { throw fault(offset, "an extended header without its entry") }
                try checkEnd(offset)
                return found
            }
            try check(header, at: offset)
            let start = offset + Int64(TarFormat.blockBytes)
            var size = try number(header, TarFormat.Field.size, at: offset, "size")
            let kind = header[TarFormat.Field.type]
            if kind == TarFormat.Kind.extended {
                guard size <= Self.maximumExtensionBytes, size <= file.size - start else {
                    throw fault(offset, "an extended header of \(size) bytes")
                }
                guard extensions.isEmpty else { throw fault(offset, "two extended headers for one entry") }
                extensions = try records(file.bytes(from: start, count: Int(size)), at: start)
                offset = start + size + Int64(TarFormat.padding(size))
                continue
            }
            var name = try text(header, at: offset)
            if let long = extensions["path"] { name = long }
            if let text = extensions["size"] {
                guard let long = Int64(text), long >= 0, text.allSatisfy({ $0.isASCII && $0.isNumber }) else {
                    throw fault(offset, "a size that is no number")
                }
                size = long
            }
            extensions = [:]
            let isFolder = try isFolder(kind, name, at: offset)
            guard !isFolder || size == 0 else { throw fault(offset, "a folder with content") }
            guard size <= file.size - start else {
                throw fault(
                    offset, "\(Self.shown(name)) is to have \(size) bytes, and the file ends before")
            }
            name = try plain(name, at: offset)
            if !name.isEmpty {
                guard names.insert(name).inserted else {
                    throw fault(offset, "\(Self.shown(name)) is there twice")
                }
                guard found.count < Self.maximumEntries else {
                    throw fault(offset, "more than \(Self.maximumEntries) entries")
                }
                found.append(Entry(name: name, isFolder: isFolder, offset: start, size: size))
            }
            // Cannot overflow: the size is at most that of the file.
            offset = start + size + Int64(TarFormat.padding(size))
        }
    }

    private func isFolder(_ kind: UInt8, _ name: String, at offset: Int64) throws -> Bool {
        switch kind {
        case TarFormat.Kind.file, TarFormat.Kind.oldFile: return false
        case TarFormat.Kind.folder: return true
        case TarFormat.Kind.link, TarFormat.Kind.symbolicLink:
            throw fault(offset, "\(Self.shown(name)) is a link; bundles hold files and folders only")
        default:
            throw fault(
                offset,
                "\(Self.shown(name)) is of the unknown type \(kind); bundles hold files and folders only")
        }
    }

    private func check(_ header: [UInt8], at offset: Int64) throws {
        guard
            header[TarFormat.Field.magic].elementsEqual("ustar\0".utf8)
                || header[TarFormat.Field.magic].elementsEqual("ustar ".utf8)
        else {
            throw fault(offset, "no header of a tar archive stands here")
        }
        guard
            try number(header, TarFormat.Field.checksum, at: offset, "checksum") == TarFormat.checksum(header)
        else { throw fault(offset, "the checksum of a header is wrong") }
    }

    /// Only zeros may follow the end; other programs fill up to a multiple of some size.
    private func checkEnd(_ offset: Int64) throws {
        guard file.size - offset >= Int64(2 * TarFormat.blockBytes) else {
            throw fault(offset, "it ends without the two empty blocks that end a tar archive")
        }
        guard file.size - offset <= Int64(SourceFile.pieceBytes) else {
            throw fault(offset, "\(file.size - offset) bytes follow the end of the archive")
        }
        try file.read(from: offset, count: file.size - offset) { bytes in
            guard bytes.allSatisfy({ $0 == 0 }) else {
                throw fault(offset, "something follows the end of the archive")
            }
        }
    }

    private func number(_ header: [UInt8], _ field: Range<Int>, at offset: Int64, _ name: String) throws
        -> Int64
    {
        let digits = header[field].drop { $0 == UInt8(ascii: " ") }.prefix {
            $0 != 0 && $0 != UInt8(ascii: " ")
        }
        guard !digits.isEmpty, let text = String(validating: digits, as: UTF8.self),
            digits.allSatisfy({ (48...55).contains($0) }), let value = Int64(text, radix: 8)
        else { throw fault(offset, "the \(name) in a header is no octal number") }
        return value
    }

    private func text(_ header: [UInt8], at offset: Int64) throws -> String {
        let name = header[TarFormat.Field.name].prefix { $0 != 0 }
        // The prefix field is GNU's own there when the magic ends with a space.
        let isGNU = header[TarFormat.Field.magic].elementsEqual("ustar ".utf8)
        let prefix = isGNU ? [] : header[TarFormat.Field.prefix].prefix { $0 != 0 }
        let bytes = prefix.isEmpty ? Array(name) : Array(prefix) + [UInt8(ascii: "/")] + Array(name)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw fault(offset, "a name that is not UTF-8")
        }
        return text
    }

    /// The records of an extended header: `length key=value\n` each.
    private func records(_ bytes: [UInt8], at offset: Int64) throws -> [String: String] {
        var records: [String: String] = [:]
        var rest = bytes[...]
        while !rest.isEmpty {
            let digits = rest.prefix { (48...57).contains($0) }
            guard digits.count <= 6, let length = Int(String(decoding: digits, as: UTF8.self)),
                length > digits.count + 1, length <= rest.count,
                rest[rest.startIndex + digits.count] == UInt8(ascii: " "),
                rest[rest.startIndex + length - 1] == UInt8(ascii: "\n")
            else { throw fault(offset, "a malformed record in an extended header") }
            let body = rest[(rest.startIndex + digits.count + 1)..<(rest.startIndex + length - 1)]
            guard let text = String(validating: body, as: UTF8.self), let equals = text.firstIndex(of: "=")
            else { throw fault(offset, "a malformed record in an extended header") }
            let key = String(text[..<equals])
            guard !key.hasPrefix("GNU.sparse") else { throw fault(offset, "a sparse file") }
            records[key] = String(text[text.index(after: equals)...])
            rest = rest.dropFirst(length)
        }
        return records
    }

    /// The name without `./` in front and without the slash after a folder; empty for the root itself.
    private func plain(_ name: String, at offset: Int64) throws -> String {
        var bytes = Array(name.utf8)[...]
        if bytes.starts(with: "./".utf8) { bytes = bytes.dropFirst(2) }
        if bytes.last == UInt8(ascii: "/") { bytes = bytes.dropLast() }
        if bytes.isEmpty || bytes.elementsEqual(".".utf8) { return "" }
        let plain = String(decoding: bytes, as: UTF8.self)
        guard RelativePath.isPlain(plain) else {
            throw fault(offset, "the name \(Self.shown(name)) leads elsewhere or has control characters")
        }
        return plain
    }

    private func fault(_ offset: Int64, _ what: String) -> ArtifactError {
        .tar(path: file.path, offset: offset, what)
    }

    private static func shown(_ name: String) -> String { "\"\(name.prefix(200))\"" }
}
