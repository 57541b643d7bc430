import Engine
import Foundation
import Recipes
import Testing
import Values

@testable import Stages

/// A project in a folder of its own, which is removed with it.
final class ToyProject: Sendable {
    let folder: String
    let kinds: [any StageKind]

    init(_ kinds: [any StageKind] = [CountingKind(), PageKind(), FailingKind()]) throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("tweed-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: path.appendingPathComponent(".tweed"), withIntermediateDirectories: true)
        folder = path.resolvingSymlinksInPath().path
        self.kinds = kinds
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func runner(
        _ stages: String, outputs: String? = nil, kinds others: [any StageKind]? = nil
    ) throws -> RecipeRunner {
        let registry = StageRegistry(others ?? kinds)
        let recipe = try recipe(stages, kinds: others)
        let layout = ProjectLayout(projectFolder: recipe.projectFolder, outputsFolder: outputs)
        return try RecipeRunner(recipe, registry: registry, layout: layout)
    }

    func recipe(_ stages: String, kinds others: [any StageKind]? = nil) throws -> Recipe {
        let text = "{\"tweed\": 1, \"name\": \"toy\", \"stages\": \(stages)}"
        let source = SourceText(name: folder + "/toy.json", text: text)
        return try RecipeLoader.load(source, catalogue: StageRegistry(others ?? kinds).catalogue).get()
    }

    func text(_ path: String) -> String? {
        try? String(contentsOfFile: folder + "/" + path, encoding: .utf8)
    }
}
