import Artifacts
import Engine
import Foundation
import Recipes
import Stages
import Values

/// One of two things that are compared: a recipe, a run record or a bundle.
struct ComparedSide {
    private static let figuresName = "figures.json"
    private static let maximumFigureBytes = 16 << 20

    /// `recipe a.json`.
    var label: String
    var params: JSONValue
    var stages: [RunRecord.Stage]
    /// Reads the figures of an output, where its content is at hand.
    var figures: (OutputReference) -> JSONValue?
    /// The cache that belongs to it.
    var cacheFolder: String?

    /// - Parameter cache: as the person named it; nil for that of the project.
    /// - Throws: `CommandFailure` with exit code 2, or why it cannot be read.
    init(path: String, cache: String?) throws {
        let cacheFolder = cache.map { URL(fileURLWithPath: $0).standardizedFileURL.path }
        guard FileManager.default.fileExists(atPath: path) else {
            guard FolderOptions.isRegistry(path) else { throw Self.failure("there is no file \(path)") }
            try self.init(reference: path)
            return
        }
        switch (path as NSString).pathExtension.lowercased() {
        case "yaml", "yml": try self.init(recipe: path, cache)
        case "json":
            if try Self.isRunRecord(path) {
                try self.init(record: path, cacheFolder)
            } else {
                try self.init(recipe: path, cache)
            }
        default: try self.init(bundle: path)
        }
    }

    private init(recipe path: String, _ cache: String?) throws {
        let registry = StageRegistry(StageKinds.all)
        let recipe: Recipe
        switch RecipeLoader.load(path: path, catalogue: registry.catalogue, hub: .local, bases: .local) {
        case .success(let loaded): recipe = loaded
        case .failure(let problems): throw CommandFailure.problems(problems)
        }
        let layout = ProjectLayout(projectFolder: recipe.projectFolder, cacheFolder: cache)
        let runner = try RecipeRunner(recipe, registry: registry, layout: layout)
        let results = try runner.engine.results(of: runner.graph)
        self.init(
            label: "recipe \(path)", params: recipe.params, stages: results.map(\.resolved),
            cacheFolder: layout.cacheFolder)
    }

    private init(record path: String, _ cacheFolder: String?) throws {
        let record = try RunRecordStore.read(URL(fileURLWithPath: path).standardizedFileURL.path)
        self.init(
            label: "run \(record.id) of \(record.scope)",
            params: record.provenance["recipe"]?["params"] ?? .object([:]), stages: record.stages,
            cacheFolder: cacheFolder ?? Self.cache(above: path))
    }

    /// What is in a registry, through the program with the network.
    private init(reference: String) throws {
        let program = try RemoteProgram()
        let folder = FileManager.default.temporaryDirectory.appending(path: "tweed-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        let digest = try program.output(of: ["describe", reference, "--output", folder.path])
        let resolved = try ResolvedGraph(
            parsing: Data(contentsOf: folder.appending(path: "resolved.json")))
        var known: [Digest: JSONValue] = [:]
        for output in resolved.stages.flatMap(\.outputs.values) {
            let file = folder.appending(path: "figures-\(output.digest.hexadecimal).json")
            if let data = try? Data(contentsOf: file) { known[output.digest] = try? JSONValue(parsing: data) }
        }
        label = "\(reference) (\(digest.prefix(19)))"
        params = resolved.params
        stages = resolved.stages
        cacheFolder = nil
        figures = { [known] output in known[output.digest] }
    }

    private init(bundle path: String) throws {
        let reader = try BundleReader(path: path)
        let artifact = try reader.artifact()
        let resolved: ResolvedGraph
        do {
            resolved = try ResolvedGraph(parsing: reader.data(of: artifact.resolved))
        } catch let problem as RecordProblem {
            throw ArtifactError.badRecord("the resolved form", problem)
        }
        let objects = Dictionary(
            artifact.objects.map { ($0.digest, $0) }, uniquingKeysWith: { first, _ in first })
        label = "bundle \(path)"
        params = resolved.params
        stages = resolved.stages
        cacheFolder = nil
        figures = { output in
            guard output.isFolder, let tree = objects[output.digest],
                let manifest = try? TreeManifest(reader.data(of: tree)),
                let entry = manifest.files[Self.figuresName], let object = objects[entry.digest],
                let data = try? reader.data(of: object, maximumBytes: Int64(Self.maximumFigureBytes))
            else { return nil }
            return try? JSONValue(parsing: data)
        }
    }

    private init(label: String, params: JSONValue, stages: [RunRecord.Stage], cacheFolder: String?) {
        self.label = label
        self.params = params
        self.stages = stages
        self.cacheFolder = cacheFolder
        let isThere = cacheFolder.map { FileManager.default.fileExists(atPath: $0) } ?? false
        let exchange = isThere ? cacheFolder.flatMap { try? CacheExchange(cacheFolder: $0) } : nil
        figures = { output in
            guard output.isFolder, let artifact = try? exchange?.artifact(output),
                let file = artifact.files.first(where: { $0.relativePath == Self.figuresName }),
                file.size <= Self.maximumFigureBytes,
                let data = FileManager.default.contents(atPath: file.path)
            else { return nil }
            return try? JSONValue(parsing: data)
        }
    }

    /// Both are JSON; only a record says which run it is of.
    private static func isRunRecord(_ path: String) throws -> Bool {
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
        guard size <= RunRecord.maximumBytes, let data = FileManager.default.contents(atPath: path),
            let value = try? JSONValue(
                parsing: data,
                limits: JSONReader.Limits(maximumDepth: 128, maximumBytes: RunRecord.maximumBytes))
        else { return false }
        return value["run"] != nil && value["stages"]?.arrayValue != nil
    }

    /// The cache in whose records a file lies, or that of the project around it.
    private static func cache(above path: String) -> String? {
        var folder = (URL(fileURLWithPath: path).standardizedFileURL.path as NSString)
            .deletingLastPathComponent
        while folder != "/", !folder.isEmpty {
            let cache = folder + "/.tweed/cache"
            if FileManager.default.fileExists(atPath: cache) { return cache }
            folder = (folder as NSString).deletingLastPathComponent
        }
        return nil
    }

    private static func failure(_ text: String) -> CommandFailure {
        CommandFailure(status: .badInput, text: "error: \(TerminalText.harmless(text))\n")
    }
}
