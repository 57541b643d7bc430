#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Paths as text: joining, taking apart, and judging those that come from others.
enum Paths {
    static func join(_ folder: String, _ name: String) -> String {
        if name.isEmpty { return folder }
        return folder.hasSuffix("/") ? folder + name : folder + "/" + name
    }

    static func parent(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        let parent = path[..<slash]
        return parent.isEmpty ? "/" : String(parent)
    }

    static func name(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
        return String(path[path.utf8.index(after: slash)...])
    }

    /// A name that no other process and no other thread picks.
    static func temporaryName() -> String {
        "\(getpid())-" + String(UInt64.random(in: .min ... .max), radix: 36)
    }

    static func temporarySibling(of path: String) -> String {
        join(parent(of: path), "." + temporaryName())
    }

    /// Whether `name` can be one file or folder name. Control characters are legal in names on disk, but nobody
    /// means them: a newline would break lists of paths, an escape sequence a terminal.
    static func isComponent(_ name: String) -> Bool {
        !name.isEmpty && name != "." && name != ".." && name.utf8.count <= 255
            && !name.utf8.contains { $0 < 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "/") }
    }

    /// Whether `path` names something below a folder, whatever that folder is.
    static func isRelative(_ path: String) -> Bool {
        path.utf8.count <= 4096
            && path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
                isComponent(String($0))
            }
    }

    /// Whether `path` is `folder` or lies below it. Both must be resolved.
    static func isInside(_ path: String, _ folder: String) -> Bool {
        // By bytes: two spellings of one letter are equal strings and different folders.
        path.utf8.elementsEqual(folder.utf8)
            || path.utf8.starts(with: (folder.utf8.last == UInt8(ascii: "/") ? folder : folder + "/").utf8)
    }

    /// The path without links and dots; nil when nothing stands there.
    static func resolved(_ path: String) -> String? {
        guard let pointer = realpath(path, nil) else { return nil }
        defer { free(pointer) }
        return String(validatingCString: pointer)
    }

    /// Whether this process may write at `path`: permissions, and the file system itself.
    static func isWritable(_ path: String) -> Bool { access(path, W_OK) == 0 }
}
