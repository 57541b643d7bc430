import Foundation
import Synchronization
import Testing
import Values

@testable import Engine

/// Makes items, one a shard, up to `count` in each of `groups`; both can grow, `null` stands for ten.
final class GrowingExecutor: StageExecutor {
    /// Called before an item is made; not for those that were there already.
    let hook: @Sendable (ExecutionRequest, String) throws -> Void
    private let made = Mutex<[String]>([])

    init(hook: @escaping @Sendable (ExecutionRequest, String) throws -> Void = { _, _ in }) {
        self.hook = hook
    }

    /// The items made since the last call.
    func takeMade() -> [String] {
        made.withLock { made in
            defer { made.removeAll() }
            return made
        }
    }

    func execute(_ request: ExecutionRequest) throws {
        let count = request.configuration["count"]?.intValue ?? 10
        let groups = request.configuration["groups"]?.intValue ?? 10
        let flavour = request.configuration["flavour"]?.stringValue ?? ""
        var texts: [String] = []
        for name in (0..<groups).flatMap({ group in (0..<count).map { "item-\(group)-\($0)" } }) {
            if request.cancellation.isCancelled { throw CancelledError() }
            if try request.checkpoints.shard(name) == nil {
                if let earlier = request.shorter?.shard(name) {
                    try request.checkpoints.saveShard(name, copying: earlier)
                } else {
                    try hook(request, name)
                    made.withLock { $0.append(name) }
                    try request.checkpoints.saveShard(name) { try writeText("\(flavour) \(name)", to: $0) }
                }
            }
            texts.append(try readText(request.checkpoints.shard(name)!))
        }
        try writeText(texts.joined(separator: "\n"), to: request.path(ofOutput: "out"))
    }
}

/// A cache and a growing stage.
final class Nursery: Sendable {
    let folder: TemporaryFolder
    let executor: GrowingExecutor
    let engine: Engine

    init(
        folder: TemporaryFolder? = nil, fileSystem: any FileSystem = FaultyFileSystem(),
        hook: @escaping @Sendable (ExecutionRequest, String) throws -> Void = { _, _ in }
    ) throws {
        self.folder = try folder ?? TemporaryFolder()
        executor = GrowingExecutor(hook: hook)
        engine = try Engine(
            cacheFolder: self.folder.path("cache"), executor: executor, fileSystem: fileSystem)
    }

    static func stage(
        _ count: Int64?, groups: Int64? = 1, flavour: String = "sweet", revision: Int = 1, cadence: Int64 = 1,
        name: String = "grow"
    ) -> StageTask {
        StageTask(
            name: name, kind: "grow", revision: revision,
            configuration: [
                "count": count.map { .integer($0) } ?? .null,
                "groups": groups.map { .integer($0) } ?? .null, "flavour": .string(flavour),
                "cadence": .integer(cadence),
            ], neutral: ["cadence"], extendable: ["count", "groups"], outputs: ["out"])
    }

    /// Runs one stage: how it ended, what it said that it goes on from, how many items it made, and the result.
    @discardableResult
    func run(
        _ stage: StageTask, forced: Bool = false, cancellation: CancellationFlag = CancellationFlag()
    ) throws -> Growth {
        let log = EventLog()
        _ = executor.takeMade()
        let options = RunOptions(
            scope: "recipe", cancellation: cancellation, forced: forced ? [stage.name] : [])
        let summary = try engine.run(StageGraph([stage]), options: options) { log.add($0) }
        let outcome = summary.stages[0]
        let text = try outcome.outputs["out"].map {
            try readText(engine.context.store.artifact($0).path(of: ""))
        }
        return Growth(
            status: outcome.status, origins: log.notes, made: executor.takeMade().count, text: text)
    }

    /// The folders of all kept runs.
    func kept() throws -> [String] {
        let families = folder.path("cache/families")
        guard try FileStatus.read(families) != nil else { return [] }
        return try FileReader.names(in: families).flatMap { family in
            try FileReader.names(in: "\(families)/\(family)").filter { Digest(hexadecimal: $0) != nil }
                .map { "\(families)/\(family)/\($0)" }
        }
    }
}

struct Growth: Equatable {
    var status: StageOutcome.Status
    var origins: [String]
    var made: Int
    var text: String?

    /// What comes of a stage on an empty cache.
    static func alone(_ stage: StageTask) throws -> Growth {
        let growth = try Nursery().run(stage)
        #expect(growth.status == .ran && growth.origins.isEmpty)
        return growth
    }
}
