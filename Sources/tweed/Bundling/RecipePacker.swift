import Artifacts
import Engine
import Foundation
import Recipes
import Stages

/// From a checked recipe to all that goes into its artifact.
struct RecipePacker {
    /// A larger input is left out.
    static let largestInput: Int64 = 256 << 20

    let runner: RecipeRunner
    let results: ResultsChoice
    var largestInput = Self.largestInput

    private var recipe: Recipe { runner.recipe }

    /// - Throws: `ArtifactError.outsideProject`; `EngineError` where an input cannot be read.
    func contents() throws -> ArtifactContents {
        let stages = try runner.engine.results(of: runner.graph)
        if let error = stages.lazy.compactMap(\.error).first { throw error }
        let (files, omitted) = try files(stages)
        let exchange = try CacheExchange(cacheFolder: runner.layout.cacheFolder)
        let config = RecipeConfig(
            name: recipe.name, recipe: try title(of: recipe.path), overrides: runner.overrides,
            results: results,
            stages: zip(runner.graph.stages, stages).map {
                RecipeConfig.Stage(name: $0.name, kind: $0.kind, key: $1.key)
            }, omitted: omitted)
        return ArtifactContents(
            config: config, files: files,
            resolved: ResolvedGraph(name: recipe.name, params: recipe.params, stages: stages.map(\.resolved)),
            run: run(of: stages), results: try packedResults(stages, exchange))
    }

    // MARK: - Files

    /// The recipe, what it extends, and all that its stages read, each under the path by which the recipe finds it.
    private func files(_ stages: [StageResult]) throws
        -> (files: [ArtifactContents.File], omitted: [RecipeConfig.Omitted])
    {
        var inputs: [String: Artifact] = [:]
        for stage in stages { inputs.merge(stage.externalInputs) { first, _ in first } }
        var files: [String: ArtifactContents.File] = [:]
        for path in recipe.consultedPaths {
            let real = Self.real(path) ?? path
            // A model of a hub is named by the recipe with its revision, and fetched from there.
            if path.split(separator: "/").contains(where: { $0.hasPrefix("models--") }) { continue }
            let title = try title(of: path)
            if let input = inputs[real] {
                for file in input.files {
                    let name = file.relativePath.isEmpty ? title : title + "/" + file.relativePath
                    files[name] = ArtifactContents.File(
                        path: name, source: file.path, digest: file.digest, size: file.size,
                        isExecutable: FileManager.default.isExecutableFile(atPath: file.path))
                }
            } else if let data = FileManager.default.contents(atPath: real) {
                files[title] = ArtifactContents.File(
                    path: title, source: real, digest: Digest(of: data), size: Int64(data.count))
            }
        }
        try addBases(to: &files)
        let large = files.values.filter { $0.size > largestInput }
        return (
            files.values.filter { $0.size <= largestInput },
            large.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }.map {
                RecipeConfig.Omitted(path: $0.path, digest: $0.digest, size: $0.size)
            }
        )
    }

    /// Bases of registries go along whole, so that they can be compared with their digests.
    private func addBases(to files: inout [String: ArtifactContents.File]) throws {
        let prefix = ".tweed/bases/"
        let folders = Set(
            files.keys.filter { $0.hasPrefix(prefix) }.map { String($0.prefix(prefix.count + 64)) })
        for folder in folders {
            let root = recipe.projectFolder + "/" + folder
            let names = FileManager.default.enumerator(atPath: root)?.allObjects as? [String] ?? []
            for name in names where files[folder + "/" + name] == nil {
                let path = root + "/" + name
                var isFolder: ObjCBool = false
                guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
                    !isFolder.boolValue,
                    let data = FileManager.default.contents(atPath: path)
                else { continue }
                files[folder + "/" + name] = ArtifactContents.File(
                    path: folder + "/" + name, source: path, digest: Digest(of: data), size: Int64(data.count)
                )
            }
        }
    }

    /// The path below the project folder.
    private func title(of path: String) throws -> String {
        let folder = (path as NSString).deletingLastPathComponent
        let name = (path as NSString).lastPathComponent
        // The recipe's own path may lead to it through links; those of its files start at its real folder.
        for whole in [path, (Self.real(folder) ?? folder) + "/" + name] {
            let prefix = recipe.projectFolder == "/" ? "/" : recipe.projectFolder + "/"
            if whole.utf8.starts(with: prefix.utf8) {
                return String(decoding: whole.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
            }
        }
        throw ArtifactError.outsideProject(path: path, project: recipe.projectFolder)
    }

    private static func real(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    // MARK: - Results

    private func packedResults(_ stages: [StageResult], _ exchange: CacheExchange) throws
        -> [ArtifactContents.Result]
    {
        guard results != .none else { return [] }
        let final = finalStages
        return try stages.compactMap { stage in
            guard let record = stage.record else { return nil }
            let takesContent = results == .all || final.contains(stage.stage)
            return ArtifactContents.Result(
                stage: stage.stage, record: record,
                objects: takesContent ? try exchange.objects(of: record) : nil)
        }
    }

    /// Those whose outputs no other stage takes.
    private var finalStages: Set<String> {
        var final = Set(runner.graph.stages.map(\.name))
        for stage in runner.graph.stages {
            for case .output(let name, _) in stage.inputs.values { final.remove(name) }
        }
        return final
    }

    /// The latest run that computed or found just these results. One that only repeats another says no more than that.
    private func run(of stages: [StageResult]) -> RunRecord? {
        let keys = Dictionary(uniqueKeysWithValues: stages.map { ($0.stage, $0.key) })
        guard keys.values.allSatisfy({ $0 != nil }) else { return nil }
        let store = runner.engine.runs
        for id in ((try? store.identifiers(scope: recipe.name)) ?? []).reversed() {
            guard let run = try? store.read(id, scope: recipe.name), run.repeats == nil,
                run.status == .succeeded, run.stages.count == keys.count,
                run.stages.allSatisfy({ $0.status.isSuccess && $0.key == keys[$0.name] })
            else { continue }
            return run
        }
        return nil
    }
}
