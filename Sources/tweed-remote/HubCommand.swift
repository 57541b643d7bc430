import ArgumentParser

/// `tweed hub`: models of the Hugging Face hub.
struct HubCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hub", abstract: "Fetch models of the Hugging Face hub.",
        subcommands: [HubDownloadCommand.self])
}
