import Foundation
import Values

@testable import Engine

/// Stages that write as many kilobytes as their configuration says, in steps that are saved.
struct BulkExecutor: StageExecutor {
    func execute(_ request: ExecutionRequest) throws {
        let steps = request.configuration["steps"]?.intValue ?? 1
        let kilobytes = request.configuration["kilobytes"]?.intValue ?? 1
        var position = 0
        if let saved = try request.checkpoints.latest() {
            position = Int(saved.name.dropFirst("step-".count)) ?? 0
            request.progress.resumed(from: saved.name)
        }
        while position < steps {
            position += 1
            let content = Self.content(position, kilobytes)
            try request.checkpoints.save(name: "step-\(position)") { folder in
                try LocalFileSystem().write(content, to: folder + "/state", durably: false)
            }
        }
        let path = request.path(ofOutput: "out")
        try LocalFileSystem().write(Self.content(steps, kilobytes * 3), to: path, durably: false)
    }

    static func content(_ step: Int, _ kilobytes: Int) -> Data {
        Data((0..<kilobytes << 10).map { UInt8(truncatingIfNeeded: ($0 &* 31) ^ ($0 >> 8) ^ step) })
    }
}

extension StageTask {
    static func bulk(_ name: String, steps: Int64, kilobytes: Int64) -> StageTask {
        StageTask(
            name: name, kind: "bulk",
            configuration: ["steps": .integer(steps), "kilobytes": .integer(kilobytes)], outputs: ["out"])
    }
}
