import Foundation
import Recipes
import Stages
import Testing

/// The recipes of the repository are in canonical form: `tweed fmt` changes none.
@Suite struct CommittedRecipeFormTests {
    private static let folder =
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/../../recipes"

    @Test(arguments: ["quickstart", "papers", "pretrain", "schedule"])
    func isCanonical(name: String) throws {
        let formatter = RecipeFormatter(catalogue: StageRegistry(StageKinds.all).catalogue)
        #expect(try formatter.format(path: Self.folder + "/\(name).json").get() == .unchanged)
    }
}
