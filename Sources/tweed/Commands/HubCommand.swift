import ArgumentParser

/// `tweed hub`: hands everything over to the program with the network.
struct HubCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hub", abstract: "Fetch models of the Hugging Face hub.",
        discussion: """
            Needs the program tweed-remote ("make sharing"), which says more: tweed hub download --help

            EXAMPLE:
              tweed hub download stabilityai/sd-turbo --variant fp16
            """)

    @Argument(parsing: .captureForPassthrough, help: "download, and its options.")
    var arguments: [String] = []

    func run() throws { try RemoteProgram().run(["hub"] + arguments) }
}
