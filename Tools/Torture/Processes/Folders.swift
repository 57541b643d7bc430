import Foundation

/// The few things that the supervisor does with folders, apart from the engine that it judges.
enum Folders {
    static func make(_ path: String) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    /// Removes a folder and all in it; it may be absent.
    static func remove(_ path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else { return }
        try FileManager.default.removeItem(atPath: path)
    }

    static func copy(_ source: String, to destination: String) throws {
        try FileManager.default.copyItem(atPath: source, toPath: destination)
    }

    /// The paths of all files and links below a folder, relative to it, sorted.
    ///
    /// - Parameter skipped: names of folders that are left out.
    static func files(below folder: String, skipping skipped: Set<String> = []) throws -> [String] {
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        var found: [String] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        where !skipped.contains(name) {
            let path = folder + "/" + name
            let type = try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
            if type == .typeDirectory {
                found += try files(below: path, skipping: skipped).map { name + "/" + $0 }
            } else {
                found.append(name)
            }
        }
        return found
    }

    static func data(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }
}
