import Foundation
import Synchronization
import Values

@testable import Engine

/// A cache, an outputs folder and an executor: what a test of the engine needs.
final class Workshop: Sendable {
    let folder: TemporaryFolder
    let executor: ToyExecutor
    let engine: Engine

    init(
        folder: TemporaryFolder? = nil, fileSystem: any FileSystem = FaultyFileSystem(),
        hook: @escaping @Sendable (ExecutionRequest, Int) throws -> Void = { _, _ in }
    ) throws {
        self.folder = try folder ?? TemporaryFolder()
        executor = ToyExecutor(hook: hook)
        engine = try Engine(
            cacheFolder: self.folder.path("cache"), executor: executor, projectFolder: self.folder.path,
            fileSystem: fileSystem)
    }

    func options(
        cores: Int = 4, memory: Int = 1000, cancellation: CancellationFlag = CancellationFlag(),
        forced: Set<String> = [], shows: Bool = false
    ) -> RunOptions {
        RunOptions(
            scope: "recipe", capacity: StageResources(cores: cores, memoryMegabytes: memory),
            cancellation: cancellation, forced: forced, outputsFolder: shows ? folder.path("outputs") : nil)
    }

    @discardableResult
    func run(_ stages: [StageTask], _ options: RunOptions? = nil, log: EventLog? = nil) throws -> RunSummary {
        try engine.run(StageGraph(stages), options: options ?? self.options()) { log?.add($0) }
    }

    func plan(_ stages: [StageTask]) throws -> String {
        try engine.plan(StageGraph(stages), options: options()).text()
    }

    /// The text of a stage's output that is one file.
    func text(_ summary: RunSummary, _ stage: String, _ output: String = "out") throws -> String {
        guard let reference = summary[stage]?.outputs[output] else {
            throw ToyFailure(text: "stage \(stage) has no \(output): \(summary)")
        }
        return try readText(engine.context.store.artifact(reference).path(of: ""))
    }

    func objectPath(_ summary: RunSummary, _ stage: String) -> String {
        let digest = summary[stage]!.outputs["out"]!.digest.hexadecimal
        return folder.path("cache/objects/\(digest.prefix(2))/\(digest.dropFirst(2))")
    }
}

final class EventLog: Sendable {
    private let events = Mutex<[RunEvent]>([])
    func add(_ event: RunEvent) { events.withLock { $0.append(event) } }
    var all: [RunEvent] { events.withLock { $0 } }
    var notes: [String] { all.compactMap { if case .resumed(_, let from) = $0 { from } else { nil } } }
}

extension RunSummary {
    var statuses: [String] { stages.map { "\($0.name) \($0.status.rawValue)" } }
}

extension StageTask {
    static func text(_ name: String, _ text: String, after: [String] = []) -> StageTask {
        StageTask(
            name: name, kind: "text", configuration: ["text": .string(text)], outputs: ["out"], after: after)
    }

    static func upper(_ name: String, of source: String) -> StageTask {
        unary(name, "upper", .output(stage: source, output: "out"))
    }

    static func unary(_ name: String, _ kind: String, _ source: StageInput) -> StageTask {
        StageTask(
            name: name, kind: kind, configuration: ["in": ["$input": "in"]], inputs: ["in": source],
            outputs: ["out"])
    }

    static func train(_ steps: Int64 = 10, name: String = "train") -> StageTask {
        StageTask(
            name: name, kind: "train", configuration: ["steps": .integer(steps), "log_every": 1],
            neutral: ["log_every"], outputs: ["out"])
    }
}
