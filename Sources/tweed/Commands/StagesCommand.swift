import ArgumentParser
import Recipes
import Stages
import Values

/// `tweed stages`: the reference of stage kinds.
struct StagesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stages", abstract: "List the stage kinds, or explain one with all its parameters.",
        discussion: """
            EXAMPLE:
              tweed stages search

            EXIT CODES: 0; 2 there is no such kind.
            """)

    @Argument(help: "The kind to explain; all are listed without it.")
    var kind: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let catalogue = StageRegistry(StageKinds.all).catalogue
        let output = StandardStream.output
        guard let name = kind else {
            if json {
                output.write(JSONValue.array(catalogue.kinds.map(\.json)).canonicalText + "\n")
            } else {
                let width = catalogue.kinds.map(\.name.count).max() ?? 0
                for kind in catalogue.kinds {
                    var line = StyledLine(TerminalText.padded(kind.name, to: width), .bold)
                    line.append("  " + kind.summary)
                    output.writeLine(line)
                }
            }
            return
        }
        guard let kind = catalogue[name] else {
            let hint = catalogue.suggestion(for: name).map { "; did you mean \"\($0)\"?" } ?? ""
            throw CommandFailure(
                status: .badInput,
                text: "error: there is no stage kind \"\(TerminalText.harmless(name))\"\(hint)\n"
                    + "\"tweed stages\" lists them all\n")
        }
        output.write(json ? kind.json.canonicalText + "\n" : kind.helpText)
    }
}
