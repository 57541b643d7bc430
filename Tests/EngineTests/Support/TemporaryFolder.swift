import Foundation

@testable import Engine

/// A folder of its own for one test, gone afterwards.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        let folder = FileManager.default.temporaryDirectory.path
        let resolved = Paths.resolved(folder) ?? folder
        path = Paths.join(resolved, "tweed-engine-" + Paths.temporaryName())
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? LocalFileSystem().remove(path) }

    func path(_ relative: String) -> String { Paths.join(path, relative) }

    @discardableResult
    func write(_ text: String, to relative: String) throws -> String {
        let path = path(relative)
        try LocalFileSystem().makeFolder(Paths.parent(of: path))
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    func text(_ relative: String) throws -> String { try readText(path(relative)) }

    func exists(_ relative: String) -> Bool { (try? FileStatus.read(path(relative))) != nil }

    /// The files below a folder; none where it does not exist.
    func files(_ relative: String = "") throws -> [String] {
        guard exists(relative) else { return [] }
        return try FolderScanner(links: .refused).files(in: path(relative)).map(\.relativePath)
    }
}

func readText(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
}

func writeText(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
}
