import Foundation
import Values

/// From the text of a recipe to a recipe that can be run, or to all that is wrong with it.
public struct RecipeLoader {
    private let catalogue: StageCatalogue
    private let hub: ModelHub
    private let bases: BaseShelf

    /// Loads a recipe from a file.
    ///
    /// - Parameters:
    ///   - path: a `.json`, `.yaml` or `.yml` file.
    ///   - catalogue: the kinds of stages it may use.
    ///   - overrides: arguments of `--set`, each `path=value`. Paths among the values may lie anywhere.
    ///   - permittedPaths: further files or folders outside of the project that the person named.
    ///   - hub: where models of a hub lie on this machine.
    ///   - bases: where recipes of registries lie.
    public static func load(
        path: String, catalogue: StageCatalogue, overrides: [String] = [], permittedPaths: [String] = [],
        hub: ModelHub = .none, bases: BaseShelf = .none
    ) -> Result<Recipe, RecipeProblems> {
        do {
            let source = try RecipeReader.load(path: path)
            return load(
                source, catalogue: catalogue, overrides: overrides, permittedPaths: permittedPaths, hub: hub,
                bases: bases)
        } catch {
            return .failure(RecipeProblems([error.diagnostic]))
        }
    }

    /// Loads a recipe from a text whose name is the path that it has or would have.
    public static func load(
        _ source: SourceText, catalogue: StageCatalogue, overrides: [String] = [],
        permittedPaths: [String] = [], hub: ModelHub = .none, bases: BaseShelf = .none
    ) -> Result<Recipe, RecipeProblems> {
        var problems = DiagnosticCollector()
        let loader = RecipeLoader(catalogue: catalogue, hub: hub, bases: bases)
        let recipe = loader.load(source, overrides, permittedPaths, &problems)
        guard problems.isEmpty, let recipe else { return .failure(RecipeProblems(problems.sorted)) }
        return .success(recipe)
    }

    private func load(
        _ source: SourceText, _ arguments: [String], _ permittedPaths: [String],
        _ problems: inout DiagnosticCollector
    ) -> Recipe? {
        var overrides: [RecipeOverride] = []
        for argument in arguments {
            do { overrides.append(try RecipeOverride(argument)) } catch { problems.add(error) }
        }
        let named = overrides.flatMap(\.value.strings).filter { !$0.isEmpty && !$0.utf8.contains(0) }
        let paths = RecipePaths(
            recipe: source.name, permitted: permittedPaths + named, hub: hub, bases: bases)
        guard var root = RecipeComposer(paths: paths).compose(source, &problems) else { return nil }
        for override in overrides {
            do { root = try root.applying(override) } catch { problems.add(error) }
        }
        let document = RecipeDocument(root, catalogue: catalogue)
        for rule in DocumentRules.all { rule.check(document, &problems) }
        let personal = Set(overrides.map { ObjectIdentifier($0.source) })
        let decoder = ArgumentDecoder(paths: paths, personalSources: personal)
        let builder = RecipeBuilder(document: document, decoder: decoder)
        guard let built = builder.build(&problems) else { return nil }
        let absolute = RecipePaths.normalised(source.name, in: FileManager.default.currentDirectoryPath)
        return Recipe(
            name: RecipeNameRule.name(of: document, path: source.name), path: absolute,
            projectFolder: paths.projectFolder, params: built.params, stages: built.stages,
            consultedPaths: paths.consulted.paths.union([absolute]).sorted())
    }
}

extension DiagnosticCollector {
    mutating func add(_ failure: RecipeDiagnostic.Failure) {
        add(failure.diagnostic.problem, at: failure.diagnostic.range, notes: failure.diagnostic.notes)
    }
}
