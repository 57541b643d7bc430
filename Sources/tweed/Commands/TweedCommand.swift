import ArgumentParser

/// `tweed`: everything is a subcommand.
struct TweedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tweed",
        abstract:
            "Gets the most out of text-to-image models at test time: search with noise-aware rewards and "
            + "learned noise.",
        discussion: """
            A recipe is one JSON or YAML file that says what to load, train and search. Results are kept in a \
            cache: what did not change is not computed again, and a stopped run goes on where it was.

            EXAMPLE:
              tweed run recipes/quickstart.json

            EXIT CODES:
              0    all went well
              1    the run failed
              2    the recipe or the command line is wrong
              130  stopped by Ctrl-C (SIGINT)
              143  stopped by SIGTERM
            """,
        version: "0.1.0",
        subcommands: [
            RunCommand.self, PlanCommand.self, ValidateCommand.self, StatusCommand.self, StagesCommand.self,
            SchemaCommand.self,
        ])
}
