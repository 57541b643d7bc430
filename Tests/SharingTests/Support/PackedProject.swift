import Artifacts
import Engine
import Foundation
import Values

/// A folder that is gone with the value.
final class Scratch: Sendable {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
            .appendingPathComponent("tweed-sharing-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func callAsFunction(_ name: String) -> String { path + "/" + name }

    /// The paths of everything below a folder but its cache's locks and logs; empty where it is absent.
    func files(_ name: String) -> [String] {
        (FileManager.default.enumerator(atPath: self(name))?.allObjects as? [String] ?? []).sorted()
    }
}

/// Stages without models: `make` writes a folder of two files and reads one of the project, `end` one file.
struct LetterExecutor: StageExecutor {
    func execute(_ request: ExecutionRequest) throws {
        let output = request.path(ofOutput: "out")
        guard request.kind == "make" else {
            let input = try request.inputs["in"]?.path(of: "a.txt") ?? ""
            let text = try String(contentsOfFile: input, encoding: .utf8)
            return try Data((text + " end").utf8).write(to: URL(fileURLWithPath: output))
        }
        try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
        let text = try String(contentsOfFile: request.inputs["from"]?.path() ?? "", encoding: .utf8)
        try Data((text + " made").utf8).write(to: URL(fileURLWithPath: output + "/a.txt"))
        try Data(repeating: 7, count: 3_000).write(to: URL(fileURLWithPath: output + "/b.bin"))
    }
}

/// A project that has run, and its artifact.
final class PackedProject: Sendable {
    let scratch: Scratch
    let engine: Engine

    init() throws {
        scratch = try Scratch()
        try FileManager.default.createDirectory(
            atPath: scratch("project/recipes"), withIntermediateDirectories: true)
        try Data("{\"tweed\": 1}".utf8).write(to: URL(fileURLWithPath: scratch("project/recipes/toy.json")))
        try Data("letters".utf8).write(to: URL(fileURLWithPath: scratch("project/letters.txt")))
        engine = try Engine(
            cacheFolder: scratch("project/.tweed/cache"), executor: LetterExecutor(),
            projectFolder: scratch("project"))
        _ = try engine.run(Self.graph(scratch("project")), options: RunOptions(scope: "toy"))
    }

    static func graph(_ project: String) throws -> StageGraph {
        try StageGraph([
            StageTask(
                name: "make", kind: "make", configuration: ["from": ["$file": "from"]],
                inputs: ["from": .file(path: project + "/letters.txt")], outputs: ["out"]),
            StageTask(
                name: "end", kind: "end", configuration: ["in": ["$input": "in"]],
                inputs: ["in": .output(stage: "make", output: "out")], outputs: ["out"]),
        ])
    }

    func contents(_ choice: ResultsChoice = .all) throws -> ArtifactContents {
        let graph = try Self.graph(scratch("project"))
        let stages = try engine.results(of: graph)
        let exchange = try CacheExchange(cacheFolder: scratch("project/.tweed/cache"))
        let files = try ["recipes/toy.json", "letters.txt"].map { name in
            let data = try Data(contentsOf: URL(fileURLWithPath: scratch("project/" + name)))
            return ArtifactContents.File(
                path: name, source: scratch("project/" + name), digest: Digest(of: data),
                size: Int64(data.count))
        }
        return ArtifactContents(
            config: RecipeConfig(
                name: "toy", recipe: "recipes/toy.json", overrides: [], results: choice,
                stages: zip(graph.stages, stages).map { .init(name: $0.name, kind: $0.kind, key: $1.key) },
                omitted: []),
            files: files,
            resolved: ResolvedGraph(name: "toy", params: [:], stages: stages.map(\.resolved)),
            run: try engine.runs.latest(scope: "toy"),
            results: try stages.compactMap { stage in
                guard choice != .none, let record = stage.record else { return nil }
                let objects = choice == .all || stage.stage == "end" ? try exchange.objects(of: record) : nil
                return ArtifactContents.Result(stage: stage.stage, record: record, objects: objects)
            })
    }

    /// A second project with the same files and an empty cache.
    func copy(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: scratch(name), withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: scratch("project/letters.txt"), toPath: scratch(name + "/letters.txt"))
    }

    /// How the stages end when the graph is run in an unpacked folder.
    func statuses(_ name: String = "there", sources: [any ResultSource] = []) throws -> [String: StageOutcome
        .Status]
    {
        let engine = try Engine(
            cacheFolder: scratch(name + "/.tweed/cache"), executor: LetterExecutor(),
            projectFolder: scratch(name))
        var options = RunOptions(scope: "toy")
        options.sources = sources
        let summary = try engine.run(Self.graph(scratch(name)), options: options)
        return Dictionary(uniqueKeysWithValues: summary.stages.map { ($0.name, $0.status) })
    }
}
