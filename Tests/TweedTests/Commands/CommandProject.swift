import Foundation
import Testing
import Values

/// What a command of the built program printed, and how it ended.
struct CommandResult {
    var status: Int32
    var output: String
    var errors: String

    var lines: [String] { output.split(separator: "\n").map(String.init) }
    func json() throws -> JSONValue { try JSONValue(parsing: output) }
}

/// A project with a small recipe of real stages that take no time: a folder of its own, gone afterwards.
final class CommandProject: Sendable {
    let folder: String

    /// `weights` -> `pictures[seed=1]`, `pictures[seed=2]`, and `dataset` -> `page`.
    private static let recipe = """
        { "tweed": 1, "name": "toy", "params": { "steps": 2 },
          "stages": {
            "weights": { "uses": "load-weights", "with": { "from": "world" } },
            "pictures": { "uses": "generate", "matrix": { "seed": [1, 2] },
              "with": { "generator": "${stages.weights.generator}", "prompts": "prompts.txt",
                        "steps": "${params.steps}", "seed": "${matrix.seed}" } },
            "dataset": { "uses": "tweedie-dataset",
              "with": { "generator": "${stages.weights.generator}", "reward": "${stages.weights.reward}",
                        "prompts": "prompts.txt", "images_per_prompt": 1, "steps": "${params.steps}" } },
            "page": { "uses": "report", "with": { "of": ["${stages.dataset}"] } }
          } }
        """

    init() throws {
        let path =
            FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path
            + "/tweed-command-\(UUID().uuidString)"
        folder = path
        try FileManager.default.createDirectory(atPath: path + "/.tweed", withIntermediateDirectories: true)
        let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/../../.."
        try FileManager.default.copyItem(atPath: repository + "/models/world", toPath: path + "/world")
        try write("a red circle on white\n", to: "prompts.txt")
        try write(Self.recipe, to: "toy.json")
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
    }

    func text(_ name: String) throws -> String {
        try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
    }

    /// Runs `tweed` in the project's folder; `environment` is beside that of the tests.
    @discardableResult
    func tweed(_ arguments: String..., environment: [String: String] = [:]) throws -> CommandResult {
        let output = folder + "/.output"
        let errors = folder + "/.errors"
        for path in [output, errors] { _ = FileManager.default.createFile(atPath: path, contents: nil) }
        let process = try process(arguments)
        if !environment.isEmpty {
            process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        }
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errors))
        try process.run()
        process.waitUntilExit()
        return CommandResult(
            status: process.terminationStatus, output: try text(".output"), errors: try text(".errors"))
    }

    /// Starts `tweed` in the project's folder and leaves it running.
    func start(_ arguments: String...) throws -> Process {
        let process = try process(arguments)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    private func process(_ arguments: [String]) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try Self.program)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.standardInput = FileHandle.nullDevice
        return process
    }

    /// The program that was built with these tests; it stands beside them.
    private static var program: String {
        get throws {
            var folders = [Bundle.main.bundlePath]
            folders += Bundle.allBundles.map { ($0.bundlePath as NSString).deletingLastPathComponent }
            let found = folders.map { $0 + "/tweed" }.first {
                FileManager.default.isExecutableFile(atPath: $0)
            }
            return try #require(found, "no tweed beside the tests: \(folders)")
        }
    }
}
