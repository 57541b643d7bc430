import Engine
import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Writes files below one folder and nowhere else: every folder on the way is opened by its name in the folder above,
/// and links are not followed.
///
/// First all files are written under temporary names, then all get their own; what was not finished is taken back.
final class FolderWriter {
    /// What stands at a path.
    enum Standing: Equatable {
        case nothing
        case file(Digest)
    }

    let root: String
    private let descriptor: Int32
    private var prepared: [(folder: [String], temporary: String, name: String)] = []
    private var madeFolders: [[String]] = []

    /// - Parameter root: made when absent. It may be reached through links: the person named it.
    init(root: String) throws {
        self.root = root
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        descriptor = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ArtifactError.file("open the folder", path: root, code: errno) }
    }

    deinit {
        takeBack()
        close(descriptor)
    }

    /// - Throws: `ArtifactError.inTheWay` where something stands there, or on the way, that is no file or folder.
    func standing(at path: String) throws -> Standing {
        let parts = Self.parts(path)
        guard let folder = try openFolder(parts.dropLast(), makes: false) else { return .nothing }
        defer { close(folder) }
        var status = stat()
        guard fstatat(folder, parts.last!, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            guard errno == ENOENT else {
                throw ArtifactError.file("look at", path: shown(parts), code: errno)
            }
            return .nothing
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw ArtifactError.inTheWay(path: shown(parts), kind: Self.words(status.st_mode))
        }
        return .file(try BlobDigest.ofFile(shown(parts)))
    }

    /// Writes a file under a temporary name.
    func prepare(_ path: String, from source: SourceFile, isExecutable: Bool) throws {
        let parts = Self.parts(path)
        guard let folder = try openFolder(parts.dropLast(), makes: true) else { return }
        defer { close(folder) }
        let temporary = ".tweed-\(getpid())-" + String(UInt64.random(in: .min ... .max), radix: 36)
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let output = openat(folder, temporary, flags, isExecutable ? 0o777 : 0o666)
        guard output >= 0 else { throw ArtifactError.file("write", path: shown(parts), code: errno) }
        defer { close(output) }
        prepared.append((Array(parts.dropLast()), temporary, parts.last!))
        try source.read(from: 0, count: source.size) { bytes in
            var position = 0
            while position < bytes.count {
                #if canImport(Glibc)
                    let count = Glibc.write(output, bytes.baseAddress! + position, bytes.count - position)
                #else
                    let count = Darwin.write(output, bytes.baseAddress! + position, bytes.count - position)
                #endif
                if count < 0 {
                    if errno == EINTR { continue }
                    throw ArtifactError.file("write", path: shown(parts), code: errno)
                }
                position += count
            }
        }
    }

    /// Gives all files their names.
    func finish() throws {
        while let file = prepared.first {
            guard let folder = try openFolder(file.folder[...], makes: false) else {
                throw ArtifactError.file("write", path: shown(file.folder + [file.name]), code: ENOENT)
            }
            defer { close(folder) }
            guard renameat(folder, file.temporary, folder, file.name) == 0 else {
                throw ArtifactError.file("write", path: shown(file.folder + [file.name]), code: errno)
            }
            prepared.removeFirst()
        }
        madeFolders.removeAll()
    }

    /// Makes a folder that stays.
    func makeFolder(_ name: String) throws {
        guard mkdirat(descriptor, name, 0o777) == 0 || errno == EEXIST else {
            throw ArtifactError.file("make the folder", path: shown([name]), code: errno)
        }
    }

    private func takeBack() {
        for file in prepared {
            guard let folder = try? openFolder(file.folder[...], makes: false) else { continue }
            unlinkat(folder, file.temporary, 0)
            close(folder)
        }
        for parts in madeFolders.reversed() {
            guard let folder = try? openFolder(parts.dropLast(), makes: false) else { continue }
            unlinkat(folder, parts.last!, AT_REMOVEDIR)
            close(folder)
        }
    }

    /// The folder of these names, which the caller closes; nil where it is absent and not to be made.
    private func openFolder(_ parts: ArraySlice<String>, makes: Bool) throws -> Int32? {
        var current = dup(descriptor)
        var path: [String] = []
        for part in parts {
            path.append(part)
            var next = openat(current, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            if next < 0, errno == ENOENT, makes {
                guard mkdirat(current, part, 0o777) == 0 || errno == EEXIST else {
                    let code = errno
                    close(current)
                    throw ArtifactError.file("make the folder", path: shown(path), code: code)
                }
                madeFolders.append(path)
                next = openat(current, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            }
            let code = errno
            if next < 0, code == ELOOP || code == ENOTDIR {
                var status = stat()
                let isThere = fstatat(current, part, &status, AT_SYMLINK_NOFOLLOW) == 0
                close(current)
                throw ArtifactError.inTheWay(
                    path: shown(path), kind: isThere ? Self.words(status.st_mode) : "no folder")
            }
            close(current)
            guard next >= 0 else {
                if code == ENOENT { return nil }
                throw ArtifactError.file("open the folder", path: shown(path), code: code)
            }
            current = next
        }
        return current
    }

    private func shown(_ parts: [String]) -> String { ([root] + parts).joined(separator: "/") }

    private static func parts(_ path: String) -> [String] {
        path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
    }

    private static func words(_ mode: mode_t) -> String {
        switch mode & S_IFMT {
        case S_IFREG: "a file"
        case S_IFDIR: "a folder"
        case S_IFLNK: "a link"
        default: "neither file nor folder"
        }
    }
}
