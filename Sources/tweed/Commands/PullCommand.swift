import ArgumentParser

/// `tweed pull`: hands everything over to the program with the network.
struct PullCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull", abstract: "Fetch a recipe with its results from a registry.",
        discussion: """
            Needs the program tweed-remote ("make sharing"), which says more: tweed pull --help

            EXAMPLE:
              tweed pull registry.example.org/team/quickstart:v1
              tweed pull --lazy registry.example.org/team/quickstart:v1
            """)

    @Argument(parsing: .captureForPassthrough, help: "REGISTRY/NAME:TAG and options.")
    var arguments: [String] = []

    func run() throws { try RemoteProgram().run(["pull"] + arguments) }
}
