import Foundation
import Hub

/// Puts files into the cache of the hub as `huggingface_hub` lays it out. Everything appears whole or not at all.
struct HubCacheWriter: Sendable {
    let cache: HubCache
    let repository: HubRepositoryFolder

    init(_ cache: HubCache, _ reference: HubReference) {
        self.cache = cache
        repository = cache.repository(reference)
    }

    /// The content's name that a file of a snapshot has, where its bytes are there.
    func etag(of path: HubFilePath, commit: String) -> String? {
        let pointer = repository.pointer(path, commit: commit)
        guard FileManager.default.fileExists(atPath: pointer),
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: pointer)
        else { return nil }
        return target.split(separator: "/").last.map(String.init)
    }

    /// How many bytes a content in the cache has; nil where it is not there.
    func size(ofBlob etag: String) -> Int64? {
        var status = stat()
        guard stat(repository.blob(etag), &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return nil
        }
        return Int64(status.st_size)
    }

    func size(ofPath path: String) -> Int64? {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : nil
    }

    /// Runs `body` while nobody else, Python included, fetches the same content.
    func withLock<Value>(_ etag: String, _ body: () throws -> Value) throws -> Value {
        let path = repository.lock(etag)
        try makeFolder(above: path)
        let lock = try FileHandleDescriptor(writing: path)
        try lock.lockExclusively()
        return try withExtendedLifetime(lock, body)
    }

    /// Makes a content that was verified visible.
    func place(_ etag: String) throws {
        let blob = repository.blob(etag)
        guard rename(repository.incomplete(etag), blob) == 0 else {
            throw HTTPError.file(path: blob, code: errno)
        }
    }

    /// Makes a file of a snapshot point at its content.
    func link(_ path: HubFilePath, commit: String, etag: String) throws {
        let pointer = repository.pointer(path, commit: commit)
        let target = repository.target(of: path, etag: etag)
        if let there = try? FileManager.default.destinationOfSymbolicLink(atPath: pointer), there == target {
            return
        }
        try makeFolder(above: pointer)
        let temporary = Self.temporary(pointer)
        guard symlink(target, temporary) == 0 else { throw HTTPError.file(path: temporary, code: errno) }
        guard rename(temporary, pointer) == 0 else {
            let code = errno
            unlink(temporary)
            throw code == EISDIR || code == ENOTDIR
                ? HubError.obstacle(path: pointer) : HTTPError.file(path: pointer, code: code)
        }
    }

    /// Writes a small file in one step, unless it is the same already.
    func write(_ text: String, to path: String) throws {
        guard FileManager.default.contents(atPath: path) != Data(text.utf8) else { return }
        try makeFolder(above: path)
        let temporary = Self.temporary(path)
        do {
            let file = try FileHandleDescriptor(writing: temporary)
            try Array(text.utf8).withUnsafeBytes { try file.write($0, at: 0) }
        }
        guard rename(temporary, path) == 0 else {
            let code = errno
            unlink(temporary)
            throw code == EISDIR ? HubError.obstacle(path: path) : HTTPError.file(path: path, code: code)
        }
    }

    /// Marks the cache for programs that make backups; nobody depends on it.
    func tag() {
        let path = cache.folder + "/CACHEDIR.TAG"
        guard !FileManager.default.fileExists(atPath: path) else { return }
        try? write(HubRepositoryFolder.cacheTag, to: path)
    }

    func makeFolder(above path: String) throws {
        let folder = (path as NSString).deletingLastPathComponent
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            guard HubRepositoryFolder.isFolder(folder) else { throw HubError.obstacle(path: folder) }
        }
    }

    /// - Throws: `HubError.noSpace`.
    func checkSpace(for bytes: Int64) throws {
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: repository.path)
        guard let available = (attributes?[.systemFreeSize] as? NSNumber)?.int64Value else { return }
        guard bytes <= available else {
            throw HubError.noSpace(folder: cache.folder, needed: bytes, available: available)
        }
    }

    private static func temporary(_ path: String) -> String {
        let digits = String(UInt32.random(in: .min ... .max), radix: 16)
        return path + "." + String(repeating: "0", count: 8 - digits.count) + digits + ".tmp"
    }
}
