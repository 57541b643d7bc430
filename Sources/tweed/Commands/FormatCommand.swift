import ArgumentParser
import Foundation
import Recipes
import Stages

/// `tweed fmt`: the canonical form of recipes.
struct FormatCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fmt", abstract: "Put recipes into canonical form.",
        discussion: """
            Keys come in the order of the documentation and parameters in the order of "tweed stages KIND"; stages, \
            params and matrix axes keep theirs. No value changes. Recipes in YAML are read and left as they are, \
            since their comments would be lost.

            EXAMPLE:
              tweed fmt recipes/mine.json
              tweed fmt --check recipes/*.json

            EXIT CODES: 0; 1 with --check: some recipe is not in canonical form, without it: a file cannot be \
            written; 2 a file is no JSON or YAML, or the command line is wrong.
            """)

    @Argument(
        help: "Recipes: .json, .yaml or .yml files.", completion: .file(extensions: ["json", "yaml", "yml"]))
    var recipes: [String]

    @Flag(help: "Change nothing; say which recipes would change.")
    var check = false

    func run() throws {
        let formatter = RecipeFormatter(catalogue: StageRegistry(StageKinds.all).catalogue)
        // All are read before one is written.
        let outcomes = try recipes.map { path in
            switch formatter.format(path: path) {
            case .success(let outcome): (path, outcome)
            case .failure(let problems): throw CommandFailure.problems(problems)
            }
        }
        var changed = 0
        for (path, outcome) in outcomes {
            switch outcome {
            case .unchanged: continue
            case .leftAlone:
                StandardStream.error.writeLine(
                    "\(path): YAML, left as it is, since its comments would be lost")
            case .changed(let text):
                changed += 1
                if !check { try Self.replace(path, with: text) }
                StandardStream.output.writeLine(check ? "\(path) would change" : path)
            }
        }
        if check, changed > 0 { throw CommandFailure(status: .failed, text: "") }
    }

    /// In one step, at the end of links, with the permissions that the file had.
    private static func replace(_ path: String, with text: String) throws {
        let real = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        let permissions = try FileManager.default.attributesOfItem(atPath: real.path)[.posixPermissions]
        try Data(text.utf8).write(to: real, options: .atomic)
        if let permissions {
            try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: real.path)
        }
    }
}
