import ArgumentParser
import Recipes
import Stages
import Values

/// `tweed schema`: what editors need to complete and check recipes.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Print the JSON Schema of recipes, for editors.",
        discussion: """
            EXAMPLE:
              tweed schema > recipes/recipe.schema.json
            """)

    func run() throws {
        let schema = RecipeSchema.make(StageRegistry(StageKinds.all).catalogue)
        StandardStream.output.write(schema.prettyText(keyOrder: RecipeSchema.keyOrder))
    }
}
