import Foundation
import Values

/// Where one cache, its outputs and what the program said are kept.
struct Attempt {
    let folder: String

    init(folder: String, name: String) {
        self.folder = folder + "/" + name
    }

    var cache: String { folder + "/cache" }
    var outputs: String { folder + "/outputs" }
    /// What the last run printed for programs.
    var report: String { folder + "/report.json" }
    /// What all runs printed for people.
    var log: String { folder + "/log.txt" }

    /// How each stage of the last run ended.
    func statuses() throws -> [String] {
        let value = try JSONValue(parsing: Folders.data(report))
        guard case .array(let stages)? = value["stages"] else { return [] }
        return stages.compactMap { $0["status"]?.stringValue }
    }

    /// How often a stage went on from saved state.
    func resumptions() throws -> Int {
        String(decoding: try Folders.data(log), as: UTF8.self).split(separator: "\n")
            .count { $0.contains("goes on from") }
    }
}
