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
              1    the run failed, or what was asked for is not there or not the same
              2    the recipe or the command line is wrong; no such stage, run or cache
              130  stopped by Ctrl-C (SIGINT)
              143  stopped by SIGTERM
            """,
        version: TweedVersion.text,
        subcommands: [
            RunCommand.self, PlanCommand.self, ExplainCommand.self, StatusCommand.self, RunsCommand.self,
            ShowCommand.self, GraphCommand.self, VerifyCommand.self, CacheCommand.self, BundleCommand.self,
            UnbundleCommand.self, PushCommand.self, PullCommand.self, HubCommand.self, DiffCommand.self,
            InitCommand.self,
            FormatCommand.self, ValidateCommand.self, StagesCommand.self, SchemaCommand.self,
            InspectCommand.self, ReplayCommand.self,
        ])
}
