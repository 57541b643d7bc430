import Foundation

/// A project folder with recipes that train from nothing, so that they need no models.
final class ProcessProject {
    /// What a run of `recipe("toy")` shows when nothing disturbs it.
    static let undisturbed = Result<[String: Data], any Error> {
        let project = try ProcessProject()
        try project.recipe("toy")
        let run = try project.run("toy")
        guard run.end() == 0 else { throw Failed(log: run.standardError) }
        return try project.shown("toy")
    }

    struct Failed: Error { var log: String }

    let folder: String

    init() throws {
        folder =
            FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path
            + "/tweed-process-\(UInt64.random(in: .min ... .max))"
        try FileManager.default.createDirectory(atPath: path("recipes"), withIntermediateDirectories: true)
        // Marks the folder as a project.
        try FileManager.default.createDirectory(atPath: path(".tweed"), withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func path(_ relative: String) -> String { folder + "/" + relative }

    /// Writes a recipe with one training for each seed.
    ///
    /// - Parameters:
    ///   - steps: a state is saved after every fifth.
    ///   - batch: decides how long a step takes.
    /// - Returns: the path for the command line.
    @discardableResult
    func recipe(_ name: String, stages: [String: Int] = ["train": 1], steps: Int = 60, batch: Int = 2) throws
        -> String
    {
        let texts = stages.sorted { $0.key < $1.key }.map { stage, seed in
            """
                "\(stage)": { "uses": "train-reward", "with": {
                    "steps": \(steps), "batch": \(batch), "seed": \(seed), "evaluation_prompts": 2,
                    "checkpoint_every": 5 } }
            """
        }
        let text = """
            { "tweed": 1, "name": "\(name)", "stages": {
            \(texts.joined(separator: ",\n"))
            } }
            """
        let path = path("recipes/\(name).json")
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    func run(_ recipe: String, _ more: [String] = [], terminal: FileHandle? = nil) throws -> TweedProcess {
        try TweedProcess(
            ["run", path("recipes/\(recipe).json"), "--json"] + more, in: self, terminal: terminal)
    }

    /// The paths of all files below a folder.
    func files(_ relative: String) -> [String] {
        (FileManager.default.enumerator(atPath: path(relative))?.allObjects as? [String] ?? []).sorted()
    }

    /// Whether some stage has saved state to go on from.
    func hasSavedState(_ cache: String = ".tweed/cache") -> Bool {
        files(cache).contains { path in
            let parts = path.split(separator: "/")
            return parts.contains("checkpoints") && parts.last == "state.safetensors"
                && !parts.contains { $0.hasPrefix(".") }
        }
    }

    private static func isNoResult(_ file: String) -> Bool {
        // Training curves hold times, and one file for each attempt.
        file.hasPrefix(".tweed") || file.hasPrefix("tensorboard")
    }

    /// All bytes that are shown, by path.
    func shown(_ recipe: String, _ outputs: String = "outputs") throws -> [String: Data] {
        var contents: [String: Data] = [:]
        for file in files(outputs + "/" + recipe) where !Self.isNoResult(file) {
            let path = path(outputs + "/" + recipe + "/" + file)
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue
            else {
                continue
            }
            contents[file] = try Data(contentsOf: URL(fileURLWithPath: path))
        }
        return contents
    }
}
