import Values

extension HubListing {
    private static let formatVersion: Int64 = 1

    /// Reads `trees/<commit>.json` of the cache.
    public init(cached bytes: some Sequence<UInt8>) throws(HubListingError) {
        let value = try Self.read(bytes)
        guard value["format_version"]?.integerValue == Self.formatVersion else {
            throw .field("format_version", in: "the list")
        }
        guard let files = value["files"]?.objectValue else { throw .field("files", in: "the list") }
        var entries: [Entry] = []
        for (name, file) in files {
            let path = try HubFilePath(name)
            var entry = Entry(
                path: path, size: try Self.size(file["size"], of: path),
                blob: try Self.digest(file["blob_id"], 40, "blob_id", of: path))
            if let sha256 = file["lfs_sha256"], !sha256.isNull {
                entry.large = Entry.Large(
                    sha256: try Self.digest(sha256, 64, "lfs_sha256", of: path),
                    size: try Self.size(file["lfs_size"], of: path))
            }
            if let hash = file["xet_hash"], !hash.isNull {
                entry.xetHash = try Self.digest(hash, 64, "xet_hash", of: path)
            }
            entries.append(entry)
        }
        try self.init(entries)
    }

    /// The text of `trees/<commit>.json`, with the spaces and escapes that Python's `json.dump(indent=1)` writes.
    public var cacheText: String {
        let files = entries.map { entry in
            var fields = ["\"size\": \(entry.size)", "\"blob_id\": \"\(entry.blob)\""]
            if let large = entry.large {
                fields += ["\"lfs_sha256\": \"\(large.sha256)\"", "\"lfs_size\": \(large.size)"]
            }
            if let hash = entry.xetHash { fields.append("\"xet_hash\": \"\(hash)\"") }
            let lines = fields.map { "   " + $0 }.joined(separator: ",\n")
            return "  \(Self.quoted(entry.path.text)): {\n\(lines)\n  }"
        }
        let object = files.isEmpty ? "{}" : "{\n" + files.joined(separator: ",\n") + "\n }"
        return "{\n \"format_version\": \(Self.formatVersion),\n \"files\": \(object)\n}"
    }

    /// In ASCII, as Python escapes what is beyond.
    private static func quoted(_ text: String) -> String {
        var output = "\""
        for unit in text.utf16 {
            switch unit {
            case 0x22: output += "\\\""
            case 0x5C: output += "\\\\"
            case 0x20..<0x7F: output.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
            default:
                let digits = String(unit, radix: 16)
                output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return output + "\""
    }
}
