import Foundation

/// A project folder on disk, for what cannot be read from memory. It is the current folder of the process.
enum Scratch {
    static let folder: String = {
        let path = NSTemporaryDirectory() + "/tweed-fuzz-\(getpid())"
        for name in ["/.tweed", "/recipes", "/weights"] {
            try? FileManager.default.createDirectory(atPath: path + name, withIntermediateDirectories: true)
        }
        try? Data("a red circle\n".utf8).write(to: URL(fileURLWithPath: path + "/recipes/prompts.txt"))
        _ = FileManager.default.changeCurrentDirectoryPath(path)
        atexit { try? FileManager.default.removeItem(atPath: Scratch.folder) }
        return FileManager.default.currentDirectoryPath
    }()

    /// Writes a file below the folder; returns its absolute path.
    static func write(_ bytes: [UInt8], to name: String) -> String {
        let path = folder + "/" + name
        guard let file = fopen(path, "w") else { finding("cannot write \(path)") }
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
        return path
    }
}

extension Array where Element == UInt8 {
    /// The parts between bytes 0xFF, which no UTF-8 text holds.
    var parts: [[UInt8]] { split(separator: 0xFF, omittingEmptySubsequences: false).map { Array($0) } }

    var text: String { String(decoding: self, as: UTF8.self) }
}
