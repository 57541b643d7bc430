#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What changes when a file changes. Times are in nanoseconds since 1970.
public struct FileStamp: Hashable, Sendable {
    public var size: Int64
    public var modified: Int64
    public var changed: Int64
    public var inode: UInt64

    public init(size: Int64, modified: Int64, changed: Int64, inode: UInt64) {
        self.size = size
        self.modified = modified
        self.changed = changed
        self.inode = inode
    }
}

extension FileStamp {
    /// Tells the file at the end of the links at `path` from any other, and from itself once it was changed.
    public static func text(ofFileAt path: String) -> String {
        guard let stamp = (try? FileStatus.following(path))?.stamp else { return "none" }
        return "\(stamp.size) \(stamp.modified) \(stamp.changed) \(stamp.inode)"
    }
}

/// What stands at a path.
public struct FileStatus: Hashable, Sendable {
    public enum Kind: Hashable, Sendable { case file, folder, link, other }

    public var kind: Kind
    public var stamp: FileStamp
    /// The permission bits.
    public var permissions: UInt16

    public var isExecutable: Bool { permissions & 0o100 != 0 }

    /// What stands at `path` itself, without following a link; nil when nothing does.
    public static func read(_ path: String) throws -> FileStatus? {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw EngineError.file(.inspect, path: path, code: errno)
        }
        return FileStatus(status)
    }

    /// What stands at the end of the links at `path`.
    /// - Throws: `EngineError.file` when nothing does.
    static func following(_ path: String) throws -> FileStatus {
        var status = stat()
        guard stat(path, &status) == 0 else { throw EngineError.file(.inspect, path: path, code: errno) }
        return FileStatus(status)
    }

    init(_ status: stat) {
        switch status.st_mode & S_IFMT {
        case S_IFREG: kind = .file
        case S_IFDIR: kind = .folder
        case S_IFLNK: kind = .link
        default: kind = .other
        }
        #if canImport(Darwin)
            let (modified, changed) = (status.st_mtimespec, status.st_ctimespec)
        #else
            let (modified, changed) = (status.st_mtim, status.st_ctim)
        #endif
        stamp = FileStamp(
            size: Int64(status.st_size), modified: Self.nanoseconds(modified),
            changed: Self.nanoseconds(changed),
            inode: UInt64(status.st_ino))
        permissions = UInt16(status.st_mode & 0o7777)
    }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        // A hostile archive can hold any time; wrapping keeps it comparable.
        Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
