import Foundation

/// The files of one checkpoint under their relative names: a folder on disk, or a table of names and absolute paths, as a
/// content store has them, which keeps the files of one folder in different places.
///
///     FileTree(folder: "models/sd-turbo").subtree("unet").path("config.json")
public struct FileTree: Sendable {
    private enum Source: Sendable {
        case folder(String)
        case table([String: String])
    }

    private let source: Source
    /// Where this tree lies in its source; empty or with a slash at the end.
    private let prefix: String
    /// What messages call the tree: the folder's path, or the name that was given with a table.
    public let name: String

    /// A folder on disk; nothing is read until a file is asked for.
    public init(folder: String) {
        source = .folder(folder)
        prefix = ""
        name = folder
    }

    /// Relative names with slashes, such as `unet/config.json`, and where each file is.
    public init(paths: [String: String], name: String) {
        source = .table(paths)
        prefix = ""
        self.name = name
    }

    private init(source: Source, prefix: String, name: String) {
        self.source = source
        self.prefix = prefix
        self.name = name
    }

    /// The part below a folder; `""` gives the tree itself. Names with `..` and absolute ones give an empty tree.
    public func subtree(_ folder: String) -> FileTree {
        guard !folder.isEmpty else { return self }
        guard Self.isInside(folder) else { return FileTree(paths: [:], name: "\(name)/\(folder)") }
        return FileTree(source: source, prefix: prefix + folder + "/", name: "\(name)/\(folder)")
    }

    /// The absolute path (or one relative to the working folder, where the tree was made so) of a file that exists.
    ///
    /// - Parameter relative: its name in the tree, such as `config.json` or `unet/config.json`.
    public func path(_ relative: String) -> String? {
        guard Self.isInside(relative) else { return nil }
        switch source {
        case .folder(let folder):
            let path = "\(folder)/\(prefix)\(relative)"
            return FileManager.default.fileExists(atPath: path) && !Self.isFolder(path) ? path : nil
        case .table(let paths): return paths[prefix + relative]
        }
    }

    /// What messages call a file, whether it exists or not.
    public func label(_ relative: String) -> String { path(relative) ?? "\(name)/\(relative)" }

    /// The path of a file that another file names: only a plain name beside it is allowed, and no link that ends
    /// outside of the folder. Links of a hub snapshot end in the `blobs` beside it, which is allowed.
    ///
    /// - Returns: nil where it does not exist.
    public func sibling(_ fileName: String) throws(CheckpointFileError) -> String? {
        guard Self.isPlain(fileName) else {
            throw CheckpointFileError(path: name, problem: .outside(name: fileName))
        }
        guard let path = path(fileName) else { return nil }
        guard case .folder(let folder) = source else { return path }
        let home = Self.resolved("\(folder)/\(prefix)")
        var allowed = [home]
        // <cache>/models--org--name/snapshots/<commit>/...: its files link to <cache>/models--org--name/blobs/<hash>.
        let parts = home.split(separator: "/", omittingEmptySubsequences: false)
        if let snapshots = parts.lastIndex(of: "snapshots"), snapshots > 0,
            parts[snapshots - 1].hasPrefix("models--")
        {
            allowed.append(parts[..<snapshots].joined(separator: "/") + "/blobs")
            // Where several repositories share content, its bytes are in <cache>/blobs.
            allowed.append(parts[..<(snapshots - 1)].joined(separator: "/") + "/blobs")
        }
        let end = Self.resolved(path)
        guard allowed.contains(where: { end.hasPrefix($0 == "/" ? $0 : $0 + "/") }) else {
            throw CheckpointFileError(path: name, problem: .outside(name: fileName))
        }
        return path
    }

    /// Names of the files in this folder, not below it; sorted.
    public var files: [String] { listed(folders: false) }

    /// Names of the folders in this folder, sorted.
    public var folders: [String] { listed(folders: true) }

    private func listed(folders: Bool) -> [String] {
        switch source {
        case .folder(let folder):
            let path = "\(folder)/\(prefix)"
            let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
            return names.filter { Self.isFolder(path + $0) == folders }.sorted()
        case .table(let paths):
            let rests = paths.keys.filter { $0.hasPrefix(prefix) }.map { $0.dropFirst(prefix.count) }
            let names = rests.compactMap { rest -> String? in
                let parts = rest.split(separator: "/")
                return (parts.count > 1) == folders ? parts.first.map(String.init) : nil
            }
            return Set(names).sorted()
        }
    }

    static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    /// A name without separators that stays where it is.
    static func isPlain(_ name: String) -> Bool {
        isInside(name) && !name.utf8.contains(UInt8(ascii: "/"))
    }

    private static func isInside(_ relative: String) -> Bool {
        !relative.isEmpty && relative.utf8.count <= 1000
            && !relative.utf8.contains { $0 < 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "\\") }
            && relative.split(separator: "/", omittingEmptySubsequences: false)
                .allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
    }

    /// All links followed; the path itself where it cannot be.
    private static func resolved(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
