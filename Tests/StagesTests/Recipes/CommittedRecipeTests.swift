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

    private static func path(_ split: Split) -> String { "\(root)/recipes/prompts/\(split.rawValue).txt" }

    private static func captions(_ split: Split) throws -> [Caption] {
        try PromptLines(path: path(split)).lines.map { try Caption(parsing: $0.text) }
    }

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
        // Not compared in the expectation, which would print both: they have a thousand lines.
        let isCurrent = text == schema
        #expect(isCurrent, "make it again with: tweed schema > recipes/recipe.schema.json")
    }

    @Test(arguments: Split.allCases)
    func everyPromptLiesInItsSplit(split: Split) throws {
        let captions = try Self.captions(split)
        #expect(!captions.isEmpty)
        for caption in captions { #expect(Split(caption.scene) == split, "\(caption.text)") }
    }

    /// What the head of each file says: how many captions, and how many of each kind.
    @Test(arguments: Split.allCases)
    func promptsAreAsManyOfEachKindAsTheyShouldBe(split: Split) throws {
        let captions = try Self.captions(split)
        let text = try String(contentsOfFile: Self.path(split), encoding: .utf8)
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
                try Self.captions(split).map { Combination($0.scene) })
        }
        #expect(combinations.allSatisfy { !$0.isEmpty })
        #expect(combinations[0].isDisjoint(with: combinations[1]))
        #expect(combinations[0].isDisjoint(with: combinations[2]))
        #expect(combinations[1].isDisjoint(with: combinations[2]))
    }
}
