import ArgumentParser
import Recipes
import Stages

/// Where results are kept and shown.
struct FolderOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Show results in <dir>/<recipe name>; default: outputs in the project folder.", valueName: "dir"),
        completion: .directory)
    var outputs: String?

    @Option(
        help: ArgumentHelp(
            "Keep the cache in <dir>; default: .tweed/cache in the project folder.", valueName: "dir"),
        completion: .directory)
    var cache: String?

    func layout(for recipe: Recipe) -> ProjectLayout {
        ProjectLayout(projectFolder: recipe.projectFolder, cacheFolder: cache, outputsFolder: outputs)
    }
}
