import ArgumentParser
import Engine
import Foundation
import Recipes
import Stages

/// One result in a cache: by its key, or as the present result of a recipe's stage.
struct CacheTarget: ParsableArguments {
    private static let shortestKey = 6

    @Argument(
        help: ArgumentHelp(
            "RECIPE STAGE, or KEY: the key of a result or at least six digits of its beginning.",
            valueName: "result"))
    var target: [String]

    @Option(
        name: .customLong("set"), parsing: .singleValue,
        help: ArgumentHelp("Override a value of the recipe; may be repeated.", valueName: "path=value"))
    var overrides: [String] = []

    @OptionGroup var folders: CacheOptions

    func validate() throws {
        if !(1...2).contains(target.count) {
            throw ValidationError("name a recipe and one of its stages, or the key of a result")
        }
    }

    /// - Throws: `CommandFailure`.
    func find() throws -> (Engine, CacheEntry) {
        guard target.count == 2 else { return try find(key: target[0].lowercased(), in: folders.engine()) }
        let registry = StageRegistry(StageKinds.all)
        let loaded = RecipeLoader.load(
            path: target[0], catalogue: registry.catalogue, overrides: overrides, hub: .local,
            bases: .local)
        guard case .success(let recipe) = loaded else {
            if case .failure(let problems) = loaded { throw CommandFailure.problems(problems) }
            throw CommandFailure(status: .badInput, text: "")
        }
        let layout = ProjectLayout(projectFolder: recipe.projectFolder, cacheFolder: folders.cache)
        let runner = try RecipeRunner(recipe, registry: registry, layout: layout)
        let stage = try runner.stageNames.findOne(target[1])
        let explanation = try runner.engine.explain(stage, in: runner.graph, options: runner.options())
        guard let key = explanation.result?.key else {
            throw CommandFailure(
                status: .failed,
                text: "error: stage \(TerminalText.harmless(stage)) has no result in the cache: "
                    + TerminalText.harmless(explanation.stage.decision.text()) + "\n")
        }
        return try find(key: key.hexadecimal, in: runner.engine)
    }

    private func find(key: String, in engine: Engine) throws -> (Engine, CacheEntry) {
        let isKey = key.utf8.count >= Self.shortestKey && key.allSatisfy { $0.isASCII && $0.isHexDigit }
        guard isKey else {
            throw failure(
                "\"\(key)\" is no key: at least six of the digits that \"tweed cache list\" shows")
        }
        let found = try engine.contents().entries.filter { $0.key.hexadecimal.hasPrefix(key) }
        guard let first = found.first else { throw failure("the cache has no result with the key \(key)") }
        guard found.count == 1 else {
            throw failure("\(found.count) results have keys that begin with \(key); write more of it")
        }
        return (engine, first)
    }

    private func failure(_ text: String) -> CommandFailure {
        CommandFailure(status: .badInput, text: "error: \(TerminalText.harmless(text))\n")
    }
}
