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

    /// Names what is wrong, if anything is.
    private static func problems(_ name: String) -> String {
        switch RecipeLoader.load(path: "\(root)/recipes/\(name)", catalogue: catalogue) {
        case .success: ""
        case .failure(let problems): problems.rendered()
        }
    }

    @Test func theExpectedRecipesAreThere() {
        #expect(Set(Self.recipes).isSuperset(of: ["pretrain.json", "quickstart.json"]))
    }

    @Test func theRecipeWithoutModelsLoads() { #expect(Self.problems("pretrain.json") == "") }

    @Test(.enabled(if: hasModels, "models/world holds the weights that the recipes name"), arguments: recipes)
    func everyRecipeLoads(name: String) { #expect(Self.problems(name) == "") }

    @Test func theSchemaIsThatOfTheKinds() throws {
        let text = try String(contentsOfFile: Self.root + "/recipes/recipe.schema.json", encoding: .utf8)
        let schema = RecipeSchema.make(Self.catalogue).prettyText(keyOrder: RecipeSchema.keyOrder)
        #expect(text == schema, "make it again with: tweed schema > recipes/recipe.schema.json")
    }

    @Test(arguments: Split.allCases)
    func everyPromptLiesInItsSplit(split: Split) throws {
        let captions = try Prompts(path: "\(Self.root)/recipes/prompts/\(split.rawValue).txt").captions
        #expect(captions.count == [.train: 512, .validation: 128, .test: 256][split])
        for caption in captions { #expect(Split(caption.scene) == split, "\(caption.text)") }
        #expect(Set(captions).count == captions.count)
    }

    @Test func noCombinationIsInTwoFiles() throws {
        let combinations = try Split.allCases.map { split in
            Set(
                try Prompts(path: "\(Self.root)/recipes/prompts/\(split.rawValue).txt").captions
                    .map { Combination($0.scene) })
        }
        #expect(combinations.allSatisfy { !$0.isEmpty })
        #expect(combinations[0].isDisjoint(with: combinations[1]))
        #expect(combinations[0].isDisjoint(with: combinations[2]))
        #expect(combinations[1].isDisjoint(with: combinations[2]))
    }
}
