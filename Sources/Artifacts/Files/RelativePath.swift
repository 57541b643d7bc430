/// Paths in artifacts, which come from strangers.
enum RelativePath {
    static let maximumBytes = 1024
    static let maximumDepth = 32

    /// Whether a path names something below a folder, whatever that folder is: no empty parts, no `.` and `..`, no
    /// slash in front, no control characters, no backslash.
    static func isPlain(_ path: String) -> Bool {
        let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return path.utf8.count <= maximumBytes && parts.count <= maximumDepth
            && parts.allSatisfy { part in
                !part.isEmpty && part.count <= 255 && !part.elementsEqual(".".utf8)
                    && !part.elementsEqual("..".utf8)
                    && !part.contains { $0 < 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "\\") }
            }
    }

    /// The folders above a path, the outermost first.
    static func folders(above path: String) -> [String] {
        path.utf8.indices.filter { path.utf8[$0] == UInt8(ascii: "/") }.map { String(path[..<$0]) }
    }
}
