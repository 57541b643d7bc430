import Foundation
import Testing

/// A project folder on disk that goes when the value does.
final class TemporaryProject {
    /// Without links, as results show it.
    let folder: String

    init(mark: String? = ".tweed") throws {
        let name = "recipes-tests-" + UUID().uuidString
        let path = NSTemporaryDirectory() + "/" + name
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let resolved = try #require(realpath(path, nil))
        defer { free(resolved) }
        folder = String(cString: resolved)
        if let mark {
            try FileManager.default.createDirectory(
                atPath: folder + "/" + mark, withIntermediateDirectories: true)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Writes a file with the folders above it; returns its absolute path.
    @discardableResult
    func write(_ path: String, _ text: String = "") throws -> String {
        let absolute = folder + "/" + path
        try FileManager.default.createDirectory(
            atPath: (absolute as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: absolute))
        return absolute
    }

    func link(_ path: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(
            atPath: folder + "/" + path, withDestinationPath: target)
    }
}
