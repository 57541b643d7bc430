import ArgumentParser
import Values

/// `tweed diff`: compares recipes, runs, bundles and artifacts in registries.
struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Say in what two recipes, run records, bundles or artifacts in registries differ.",
        discussion: """
            They are compared at the level of values and results: params, what each stage is to compute and from \
            what, the digests of what it gave, and its figures where both are at hand. Layout, comments, names and \
            the spelling of defaults do not count. Records are what "tweed runs --id RUN --json" prints, and files \
            in .tweed/cache/runs.

            EXAMPLE:
              tweed diff recipes/quickstart.json recipes/papers.json
              tweed diff recipes/quickstart.json theirs.tweed
              tweed diff recipes/quickstart.json registry.example.org/team/quickstart:v1

            EXIT CODES: as those of diff: 0 nothing differs; 1 something does; 2 one of them cannot be read, or the \
            command line is wrong.
            """)

    @Argument(
        help: "A recipe (.json, .yaml, .yml), a run record (.json), a bundle, or REGISTRY/NAME:TAG.",
        completion: .file(extensions: ["json", "yaml", "yml", "tweed"]))
    var first: String

    @Argument(
        help: "What to compare it with, also any of these.",
        completion: .file(extensions: ["json", "yaml", "yml", "tweed"]))
    var second: String

    @Option(
        help: ArgumentHelp(
            "The cache with the results of recipes and records; default: .tweed/cache of their project.",
            valueName: "dir"), completion: .directory)
    var cache: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let comparison: SideComparison
        let sides: [ComparedSide]
        do {
            sides = try [first, second].map { try ComparedSide(path: $0, cache: cache) }
            comparison = try SideComparison(sides[0], sides[1])
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure.failed(error, status: .badInput)
        }
        let text = DifferenceText(
            comparison: comparison, before: sides[0].label, after: sides[1].label)
        if json {
            StandardStream.output.write(text.json.canonicalText + "\n")
        } else {
            for line in text.lines { StandardStream.output.writeLine(line) }
        }
        if !comparison.isSame { throw CommandFailure(status: .failed, text: "") }
    }
}
