import Values

extension HubListing {
    /// What a hub answers to `/api/models/{repository}/revision/{revision}`: the commit, and names of its files.
    public static func revision(
        _ bytes: some Sequence<UInt8>
    ) throws(HubListingError) -> (commit: String, paths: [HubFilePath]) {
        let value = try read(bytes)
        guard let commit = value["sha"]?.stringValue else { throw .field("sha", in: "the answer") }
        guard HubText.isHexadecimal(commit, digits: 40) else { throw .digest(commit, of: "the revision") }
        guard let siblings = value["siblings"]?.arrayValue else {
            throw .field("siblings", in: "the answer")
        }
        guard siblings.count <= Limits.files else {
            throw .tooMany(files: siblings.count, limit: Limits.files)
        }
        var paths: [HubFilePath] = []
        for sibling in siblings {
            guard let name = sibling["rfilename"]?.stringValue else {
                throw .field("rfilename", in: "a file")
            }
            paths.append(try HubFilePath(name))
        }
        try check(paths)
        return (commit, paths.sorted())
    }

    /// One page of what a hub answers to `/api/models/{repository}/tree/{commit}?recursive=true`.
    public static func page(_ bytes: some Sequence<UInt8>) throws(HubListingError) -> [Entry] {
        guard let elements = try read(bytes).arrayValue else { throw .field("path", in: "the answer") }
        guard elements.count <= Limits.files else {
            throw .tooMany(files: elements.count, limit: Limits.files)
        }
        var entries: [Entry] = []
        for element in elements where element["type"]?.stringValue == "file" {
            guard let name = element["path"]?.stringValue else { throw .field("path", in: "a file") }
            let path = try HubFilePath(name)
            var entry = Entry(
                path: path, size: try size(element["size"], of: path),
                blob: try digest(element["oid"], 40, "oid", of: path))
            if let large = element["lfs"], !large.isNull {
                entry.large = Entry.Large(
                    sha256: try digest(large["oid"], 64, "oid", of: path),
                    size: try size(large["size"], of: path))
            }
            if let hash = element["xetHash"], !hash.isNull {
                entry.xetHash = try digest(hash, 64, "xetHash", of: path)
            }
            entries.append(entry)
        }
        return entries
    }

    static func read(_ bytes: some Sequence<UInt8>) throws(HubListingError) -> JSONValue {
        do throws(JSONSyntaxError) {
            return try JSONValue(parsing: bytes, name: "the answer", limits: Limits.json)
        } catch {
            throw .json(error.description)
        }
    }

    static func size(_ value: JSONValue?, of path: HubFilePath) throws(HubListingError) -> Int64 {
        guard let size = value?.integerValue else { throw .field("size", in: path.text) }
        guard (0...Limits.largestFile).contains(size) else { throw .size(size, of: path.text) }
        return size
    }

    static func digest(
        _ value: JSONValue?, _ digits: Int, _ name: String, of path: HubFilePath
    ) throws(HubListingError) -> String {
        guard let text = value?.stringValue else { throw .field(name, in: path.text) }
        guard HubText.isHexadecimal(text, digits: digits) else { throw .digest(text, of: path.text) }
        return text
    }
}
