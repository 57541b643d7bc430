import Foundation

@testable import Engine

/// A file system of its own in memory, small or read-only, for as long as a test needs it. Linux, as root.
final class Mount: Sendable {
    /// Whether this process may mount: tests that need it are skipped otherwise.
    static let isPossible: Bool = {
        #if os(Linux)
            guard let folder = try? TemporaryFolder(), let mount = try? Mount(in: folder, kilobytes: 64)
            else {
                return false
            }
            return (try? FileStatus.read(mount.path)) != nil
        #else
            return false
        #endif
    }()

    /// What a skipped test says.
    static let why = "needs Linux and the right to mount a file system in memory (root)"

    let path: String
    private let folder: TemporaryFolder

    init(in folder: TemporaryFolder, _ name: String = "mount", kilobytes: Int) throws {
        self.folder = folder
        path = folder.path(name)
        try LocalFileSystem().makeFolder(path)
        try Self.call(["mount", "-t", "tmpfs", "-o", "size=\(kilobytes)k", "tweed-test", path])
    }

    deinit { try? Self.call(["umount", "-l", path]) }

    /// Makes room.
    func grow(toKilobytes kilobytes: Int) throws {
        try Self.call(["mount", "-o", "remount,size=\(kilobytes)k", path])
    }

    func setReadOnly(_ isReadOnly: Bool) throws {
        try Self.call(["mount", "-o", isReadOnly ? "remount,ro" : "remount,rw", path])
    }

    private static func call(_ words: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw ToyFailure(text: words.joined(separator: " ") + " ended with \(process.terminationStatus)")
        }
    }
}
