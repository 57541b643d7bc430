/// One regular file found below a folder.
struct ScannedFile: Sendable {
    /// Its path from the folder, with slashes.
    var relativePath: String
    /// Where its bytes are, links resolved.
    var path: String
    var status: FileStatus
}

/// Lists the files below a folder, in the order of their names' bytes.
struct FolderScanner {
    enum Links {
        case refused
        /// Followed to files that lie in one of these folders (resolved paths).
        case followed(within: [String])
    }

    /// Deeper than any tree that a stage means to write.
    static let maximumDepth = 64
    static let maximumFiles = 5_000_000
    /// Made by the file browser of macOS; its coming and going changes no meaning.
    static let ignoredNames: Set<String> = [".DS_Store"]

    var links: Links
    var ignored: Set<String> = []

    func files(in folder: String) throws -> [ScannedFile] {
        var found: [ScannedFile] = []
        try visit(folder, prefix: "", depth: 0, into: &found)
        return found
    }

    private func visit(_ folder: String, prefix: String, depth: Int, into found: inout [ScannedFile]) throws {
        guard depth < Self.maximumDepth, found.count < Self.maximumFiles else {
            throw EngineError.folderTooLarge(path: folder)
        }
        for name in try FileReader.names(in: folder) where !ignored.contains(name) {
            guard Paths.isComponent(name) else {
                throw EngineError.unreadableName(folder: folder, name: name)
            }
            let path = Paths.join(folder, name)
            let relativePath = prefix + name
            guard let status = try FileStatus.read(path) else { continue }
            switch status.kind {
            case .file: found.append(ScannedFile(relativePath: relativePath, path: path, status: status))
            case .folder: try visit(path, prefix: relativePath + "/", depth: depth + 1, into: &found)
            case .link:
                let target = try follow(path)
                let status = try FileStatus.following(target)
                found.append(ScannedFile(relativePath: relativePath, path: target, status: status))
            case .other: throw EngineError.unsupportedFile(path: path, kind: .other)
            }
        }
    }

    /// A folder and all folders below it, links not followed.
    static func folders(below root: String) throws -> [String] {
        var found = [root]
        var next = 0
        while next < found.count, found.count < maximumFiles {
            let folder = found[next]
            next += 1
            for name in try FileReader.names(in: folder) {
                let path = Paths.join(folder, name)
                if try FileStatus.read(path)?.kind == .folder { found.append(path) }
            }
        }
        return found
    }

    /// The regular file at the end of a link.
    func follow(_ path: String) throws -> String {
        guard case .followed(let folders) = links else {
            throw EngineError.unsupportedFile(path: path, kind: .link)
        }
        guard let target = Paths.resolved(path) else {
            throw EngineError.file(.read, path: path, code: 2)
        }
        guard folders.contains(where: { Paths.isInside(target, $0) }) else {
            throw EngineError.linkLeavesFolder(path: path, target: target)
        }
        guard try FileStatus.following(target).kind == .file else {
            throw EngineError.unsupportedFile(path: path, kind: .link)
        }
        return target
    }
}
