import Foundation
import Recipes
import Testing
import Values
import World

@testable import Stages

/// What lies in `recipes/` is right as it lies there.
@Suite struct CommittedRecipeTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    private static let catalogue = StageRegistry(StageKinds.all).catalogue

    private static let hasModels = FileManager.default.fileExists(atPath: root + "/models/world")

    private static let recipes: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root + "/recipes")) ?? []
        return names.sorted().filter { $0.hasSuffix(".json") && $0 != "recipe.schema.json" }
    }()

    /// Lists of captions by their names in `recipes/prompts`: one for each split, and longer ones.
    private static let lists: [(name: String, split: Split)] =
        Split.allCases.map { ($0.rawValue, $0) } + [("train-2048", .train), ("test-256", .test)]

    private static func path(_ list: String) -> String { "\(root)/recipes/prompts/\(list).txt" }

    private static func captions(_ list: String) throws -> [Caption] {
        try PromptLines(path: path(list)).lines.map { try Caption(parsing: $0.text) }
    }

    /// Names what is wrong, if anything is.
    private static func problems(_ name: String) -> String {
        // Models of a hub are on few machines; what a recipe asks of them is checked without.
        let hub = ModelHub { _ in .success(ModelHub.Snapshot(folder: root, consulted: [])) }
        switch RecipeLoader.load(path: "\(root)/recipes/\(name)", catalogue: catalogue, hub: hub) {
        case .success: return ""
        case .failure(let problems): return problems.rendered()
        }
    }

    @Test func theExpectedRecipesAreThere() {
        #expect(
            Set(Self.recipes).isSuperset(of: [
                "pretrain.json", "quickstart.json", "sd-turbo-generate.json", "sd-turbo-search.json",
                "sd-turbo-hypernoise.json", "sdxl-ttsnap.json",
            ]))
    }

    @Test func theRecipeWithoutModelsLoads() { #expect(Self.problems("pretrain.json") == "") }

    @Test(.enabled(if: hasModels, "models/world holds the weights that the recipes name"), arguments: recipes)
    func everyRecipeLoads(name: String) { #expect(Self.problems(name) == "") }

    @Test func theSchemaIsThatOfTheKinds() throws {
        let text = try String(contentsOfFile: Self.root + "/recipes/recipe.schema.json", encoding: .utf8)
        let schema = RecipeSchema.make(Self.catalogue).prettyText(keyOrder: RecipeSchema.keyOrder)
        // Not compared in the expectation, which would print both: they have a thousand lines.
        let isCurrent = text == schema
        #expect(isCurrent, "make it again with: tweed schema > recipes/recipe.schema.json")
    }

    @Test(arguments: lists)
    func everyPromptLiesInItsSplit(list: String, split: Split) throws {
        let captions = try Self.captions(list)
        #expect(!captions.isEmpty)
        for caption in captions { #expect(Split(caption.scene) == split, "\(caption.text)") }
    }

    /// What the head of each file says: how many captions, and how many of each kind.
    @Test(arguments: lists)
    func promptsAreAsManyOfEachKindAsTheyShouldBe(list: String, split: Split) throws {
        let captions = try Self.captions(list)
        let text = try String(contentsOfFile: Self.path(list), encoding: .utf8)
        #expect(
            text.hasPrefix("# \(captions.count) captions of the embedded world's \(split.rawValue) split"))
        let shares: [SceneKind: Double] = [.single: 0.1, .relation: 0.65, .count: 0.25]
        for (kind, share) in shares {
            let found = captions.filter { $0.scene.kind == kind }
            #expect(abs(Double(found.count) - share * Double(captions.count)) <= 1, "\(kind)")
            // Captions repeat only where the split has no others of their kind.
            let all = PromptSet.of(split).captions(of: kind).count
            #expect(Set(found).count == min(found.count, all), "\(kind)")
        }
    }

    @Test func noCombinationIsInTwoFiles() throws {
        let combinations = try Split.allCases.map { split in
            Set(
                try Self.lists.filter { $0.split == split }.flatMap { try Self.captions($0.name) }
                    .map { Combination($0.scene) })
        }
        #expect(combinations.allSatisfy { !$0.isEmpty })
        #expect(combinations[0].isDisjoint(with: combinations[1]))
        #expect(combinations[0].isDisjoint(with: combinations[2]))
        #expect(combinations[1].isDisjoint(with: combinations[2]))
    }
}
