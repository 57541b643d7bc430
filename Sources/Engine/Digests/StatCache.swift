import Foundation
import Synchronization

/// Remembers the digest of a file together with its stamp, so that an unchanged file is not hashed again.
///
/// The stamp holds the time of the last status change, which no ordinary program can set back: an edit that keeps
/// the size and restores the time stamp is still noticed.
///
/// On disk it is a text file that only grows by whole lines. It is a cache: a lost or torn line costs one hash.
public final class StatCache: Sendable {
    private struct Entry {
        var stamp: FileStamp
        var digest: Digest
    }

    private struct State {
        var entries: [String: Entry] = [:]
        var pending: [UInt8] = []
    }

    /// A file that changed less than this before it was hashed may change again within the same clock tick.
    static let settledNanoseconds: Int64 = 100_000_000

    private let path: String
    private let fileSystem: any FileSystem
    private let state: Mutex<State>

    public init(path: String, fileSystem: any FileSystem) {
        self.path = path
        self.fileSystem = fileSystem
        state = Mutex(Self.load(path))
    }

    /// The digest of the regular file at `path`, from memory where its stamp is unchanged.
    public func digest(ofFileAt path: String) throws -> (digest: Digest, stamp: FileStamp) {
        let before = try FileStatus.following(path)
        if let known = known(path, stamp: before.stamp) { return (known, before.stamp) }
        let started = WallClock.nanoseconds()
        let digest = try FileHasher.digest(ofFileAt: path)
        let after = try FileStatus.following(path)
        guard after.stamp == before.stamp else { throw EngineError.changedWhileRead(path: path) }
        if max(before.stamp.changed, before.stamp.modified) + Self.settledNanoseconds < started {
            record(path, stamp: before.stamp, digest: digest)
        }
        return (digest, before.stamp)
    }

    /// The digests of many files, hashed on several threads.
    func digests(ofFilesAt paths: [String]) throws -> [(digest: Digest, stamp: FileStamp)] {
        try FileHasher.mapped(paths) { try digest(ofFileAt: $0) }
    }

    func known(_ path: String, stamp: FileStamp) -> Digest? {
        state.withLock { state in
            guard let entry = state.entries[path], entry.stamp == stamp else { return nil }
            return entry.digest
        }
    }

    func record(_ path: String, stamp: FileStamp, digest: Digest) {
        state.withLock { state in
            state.entries[path] = Entry(stamp: stamp, digest: digest)
            state.pending += Self.line(path, stamp, digest)
        }
    }

    /// Writes what was learned since the last call. A failure to write is no failure of the run.
    public func flush() { write(takePending()) }

    /// What was learned since the last call, to be written once the content itself is on the disk.
    func takePending() -> [UInt8] {
        state.withLock { state in
            defer { state.pending.removeAll() }
            return state.pending
        }
    }

    func write(_ lines: [UInt8]) {
        guard !lines.isEmpty else { return }
        try? fileSystem.append(Data(lines), to: path, durably: false)
    }

    /// Rewrites the file without superseded lines and without files that are gone.
    func compact(temporary: String) throws {
        let lines: [UInt8] = state.withLock { state in
            state.pending.removeAll()
            state.entries = state.entries.filter { path, entry in
                (try? FileStatus.following(path))?.stamp == entry.stamp
            }
            return state.entries.sorted { $0.key < $1.key }.flatMap {
                Self.line($0.key, $0.value.stamp, $0.value.digest)
            }
        }
        try fileSystem.write(Data(lines), to: temporary, durably: false)
        try fileSystem.rename(temporary, to: path)
    }

    private static func line(_ path: String, _ stamp: FileStamp, _ digest: Digest) -> [UInt8] {
        // The rest of such a name would be read back as a line of its own, about any file that it likes.
        guard !path.utf8.contains(UInt8(ascii: "\n")) else { return [] }
        // The length of the path tells a torn line from a whole one.
        let head = "\(digest.hexadecimal) \(stamp.size) \(stamp.modified) \(stamp.changed) \(stamp.inode)"
        return Array("\(head) \(path.utf8.count) \(path)\n".utf8)
    }

    private static func load(_ path: String) -> State {
        var state = State()
        guard let data = try? FileReader.read(path, maximumBytes: 1 << 30) else { return state }
        data.withUnsafeBytes { bytes in
            for line in bytes.split(separator: UInt8(ascii: "\n")) {
                let fields = line.split(
                    separator: UInt8(ascii: " "), maxSplits: 6, omittingEmptySubsequences: false)
                guard fields.count == 7,
                    let digest = Digest(hexadecimal: text(fields[0])),
                    let size = Int64(text(fields[1])), let modified = Int64(text(fields[2])),
                    let changed = Int64(text(fields[3])), let inode = UInt64(text(fields[4])),
                    let length = Int(text(fields[5])), length == fields[6].count
                else { continue }
                let stamp = FileStamp(size: size, modified: modified, changed: changed, inode: inode)
                state.entries[text(fields[6])] = Entry(stamp: stamp, digest: digest)
            }
        }
        return state
    }

    private static func text(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        String(decoding: bytes, as: UTF8.self)
    }
}
