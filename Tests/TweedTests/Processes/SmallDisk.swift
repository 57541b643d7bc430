import Foundation

/// A file system of its own in memory. Linux, as root.
final class SmallDisk {
    struct Refused: Error {}

    /// Whether this process may mount: tests that need it are skipped otherwise.
    static let isPossible: Bool = {
        #if os(Linux)
            guard let project = try? ProcessProject() else { return false }
            return (try? SmallDisk(at: project.path("disk"), megabytes: 1)) != nil
        #else
            return false
        #endif
    }()

    /// What a skipped test says.
    static let why = "needs Linux and the right to mount a file system in memory (root)"

    private let path: String

    init(at path: String, megabytes: Int) throws {
        self.path = path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try Self.call(["mount", "-t", "tmpfs", "-o", "size=\(megabytes)m", "tweed-test", path])
    }

    deinit { try? Self.call(["umount", "-l", path]) }

    func grow(toMegabytes megabytes: Int) throws {
        try Self.call(["mount", "-o", "remount,size=\(megabytes)m", path])
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
        if process.terminationStatus != 0 { throw Refused() }
    }
}
