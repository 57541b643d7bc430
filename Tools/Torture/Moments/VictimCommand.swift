import ArgumentParser
import Engine
import Foundation
import Values

/// The process that dies: two runs of a chain of stages, the second with another setting, so that results replace
/// results, and then a collection of garbage.
struct VictimCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "victim", shouldDisplay: false)

    @Option var folder: String
    @Option var operation: Int?
    @Option var phase: Moment.Phase = .before
    /// Takes the names of the operations, for the supervisor.
    @Option var operations: String?

    func run() throws {
        let fileSystem = LethalFileSystem(operation.map { Moment(operation: $0, phase: phase) })
        let engine = try Engine(
            cacheFolder: folder + "/cache", executor: VictimExecutor(fileSystem: fileSystem),
            projectFolder: folder, fileSystem: fileSystem)
        for setting in ["first", "second"] {
            // One stage at a time, so that the operations have one order.
            let options = RunOptions(
                scope: "victim", capacity: StageResources(cores: 1, memoryMegabytes: 1_000),
                outputsFolder: folder + "/outputs")
            let summary = try engine.run(Self.graph(setting, input: folder + "/input.txt"), options: options)
            for stage in summary.stages where !stage.status.isSuccess || stage.presentationError != nil {
                let error = stage.error ?? stage.presentationError
                throw TortureFailure("stage \(stage.name) \(stage.status): \(error.map { "\($0)" } ?? "")")
            }
        }
        // Something that no result uses.
        let cache = folder + "/cache"
        let stamps = StatCache(path: cache + "/stat-cache", fileSystem: fileSystem)
        _ = try LocalContentStore(root: cache, fileSystem: fileSystem, stamps: stamps).store(
            Data("waste".utf8))
        _ = try engine.collectGarbage(GarbagePolicy())
        if let operations {
            try Data(fileSystem.operations.joined(separator: "\n").utf8)
                .write(to: URL(fileURLWithPath: operations))
        }
    }

    private static func graph(_ setting: String, input: String) throws -> StageGraph {
        try StageGraph([
            StageTask(
                name: "chain", kind: "chain",
                configuration: ["setting": .string(setting), "in": ["$file": "in"]],
                inputs: ["in": .file(path: input)], outputs: ["out"]),
            task("shards", of: "chain"),
            task("tree", of: "shards", outputs: ["out", "length"]),
            task("join", of: "tree"),
        ])
    }

    private static func task(_ kind: String, of source: String, outputs: [String] = ["out"]) -> StageTask {
        StageTask(
            name: kind, kind: kind, configuration: ["in": ["$input": "in"]],
            inputs: ["in": .output(stage: source, output: "out")], outputs: outputs)
    }
}
