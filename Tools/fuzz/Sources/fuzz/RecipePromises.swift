import Recipes
import Values

/// The loader ends in a recipe that can be run or in mistakes that can be found.
enum RecipePromises {
    static func check(_ result: Result<Recipe, RecipeProblems>) {
        switch result {
        case .success(let recipe): check(recipe)
        case .failure(let problems):
            require(!problems.diagnostics.isEmpty, "refused without a reason")
            require(problems.diagnostics.count <= 101, "\(problems.diagnostics.count) messages")
            for diagnostic in problems.diagnostics {
                require(diagnostic.range != nil, "no place: \(diagnostic.problem.message)")
                Promises.wellWorded(diagnostic)
            }
        }
    }

    private static func check(_ recipe: Recipe) {
        require(isName(recipe.name), "the name \(recipe.name)")
        Promises.roundTrip(recipe.params)
        var earlier: Set<String> = []
        for stage in recipe.stages {
            require(stage.name.utf8.count <= 255, "a name of \(stage.name.utf8.count) bytes")
            require(
                !stage.name.utf8.contains { $0 < 0x20 || $0 == UInt8(ascii: "/") }, "the name \(stage.name)")
            for input in stage.inputs { check(input.source, after: earlier, in: recipe) }
            for name in stage.after { require(earlier.contains(name), "\(stage.name) before \(name)") }
            Promises.roundTrip(stage.configuration)
            for parameter in stage.kind.parameters {
                require(stage.configuration[parameter.name] != nil, "\(parameter.name) is missing")
            }
            require(earlier.insert(stage.name).inserted, "two stages \(stage.name)")
        }
    }

    private static func check(_ source: InputBinding.Source, after earlier: Set<String>, in recipe: Recipe) {
        switch source {
        case .output(let stage, _): require(earlier.contains(stage), "\(stage) comes too late")
        case .file(let path), .folder(let path):
            require(
                path == recipe.projectFolder || path.hasPrefix(recipe.projectFolder + "/"),
                "\(path) is outside of \(recipe.projectFolder)")
        }
    }

    private static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
