import ArgumentParser
import Foundation

/// `tweed init`: a recipe to begin with.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Write a commented recipe to begin with.",
        discussion: """
            The recipe runs as it is, from nothing, in about a minute. It is YAML, which has comments. Nothing that \
            is there is overwritten.

            EXAMPLE:
              tweed init
              tweed init recipes/mine.yaml && tweed run recipes/mine.yaml

            EXIT CODES: 0; 1 the file is there already, or cannot be written; 2 the command line is wrong.
            """)

    @Argument(help: "The file to write: .yaml or .yml.", completion: .file(extensions: ["yaml", "yml"]))
    var recipe = "recipe.yaml"

    func validate() throws {
        guard ["yaml", "yml"].contains((recipe as NSString).pathExtension.lowercased()) else {
            throw ValidationError(
                "the recipe is written in YAML, which has comments; name it .yaml or .yml, not \(recipe)")
        }
    }

    func run() throws {
        let folder = (recipe as NSString).deletingLastPathComponent
        let prompts = (folder.isEmpty ? "" : folder + "/") + StarterRecipe.promptsName
        if !folder.isEmpty {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
        try write(StarterRecipe.text, to: recipe)
        var written = recipe
        do {
            try write(StarterRecipe.prompts, to: prompts)
            written += " and \(prompts)"
        } catch is AlreadyThere {
            // Prompts of the person's own serve as well.
        }
        StandardStream.output.writeLine("Wrote \(written)")
        StandardStream.output.writeLine(StyledLine("next: ").appending("tweed run \(recipe)", .cyan))
    }

    private struct AlreadyThere: Error, CustomStringConvertible {
        var path: String
        var description: String { "\(path) is there already, and nothing is overwritten; name another file" }
    }

    /// Writes a file that is not there yet.
    private func write(_ text: String, to path: String) throws {
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)
        } catch CocoaError.fileWriteFileExists {
            throw AlreadyThere(path: path)
        }
    }
}
