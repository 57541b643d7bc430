import Engine
import Foundation
import Kernels
import Recipes
import Testing
import Values

@testable import Stages

/// One run of the golden recipe, as a table.
struct GoldenRun {
    let threads: Int

    func table() throws -> GoldenTable {
        let project = try TinyProject()
        try project.writeAdapter()
        let recipe = try project.recipe(GoldenRecipe.stages)
        let graph = try StageGraph(recipe)
        let executor = GoldenExecutor(
            registry: StageRegistry(StageKinds.all), kernels: try #require(KernelSet.named("baseline")))
        let engine = try Engine(
            cacheFolder: project.folder + "/.tweed/cache", executor: executor, projectFolder: project.folder)
        var capacity = StageResources.machine
        capacity.cores = threads
        let summary = try engine.run(
            graph,
            options: RunOptions(
                scope: "golden", capacity: capacity, outputsFolder: project.folder + "/outputs"))

        var table = GoldenTable()
        for stage in graph.stages {
            let outcome = try #require(summary[stage.name])
            #expect(outcome.status == .ran, "\(stage.name): \(outcome.error.map { "\($0)" } ?? "no error")")
            let shown = try #require(outcome.presentedAt)
            var outputs: [String: String] = [:]
            for name in stage.outputs {
                let isAlone = stage.outputs.count == 1 && outcome.outputs[name]?.isFolder == true
                outputs[name] = try StableDigest.of(isAlone ? shown : shown + "/" + name).hexadecimal
            }
            table.stages[stage.name] = GoldenTable.Stage(
                kind: stage.kind, revision: stage.revision, key: try key(stage, table), outputs: outputs)
        }
        return table
    }

    /// As the engine's, but of stable digests.
    private func key(_ stage: StageTask, _ table: GoldenTable) throws -> String {
        var inputs: [String: JSONValue] = [:]
        for (binding, source) in stage.inputs {
            switch source {
            case .output(let name, let output):
                inputs[binding] = .string(try #require(table.stages[name]?.outputs[output]))
            case .file(let path), .folder(let path):
                inputs[binding] = .string(try StableDigest.of(path).hexadecimal)
            }
        }
        let parts = JSONValue.object([
            "kind": .string(stage.kind), "revision": .integer(Int64(stage.revision)),
            "configuration": stage.configuration, "inputs": .object(inputs),
        ])
        return Digest(of: parts.canonicalData).hexadecimal
    }
}
