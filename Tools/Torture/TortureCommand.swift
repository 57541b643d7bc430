import ArgumentParser

/// `make torture`: kills runs at random instants and at the worst ones, and looks for what that must never leave.
@main
struct TortureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "Torture",
        abstract:
            "Kills runs with SIGKILL, goes on each time, and compares all bytes with an undisturbed run.",
        subcommands: [TormentCommand.self, VictimCommand.self], defaultSubcommand: TormentCommand.self)
}
