import ArgumentParser
import Artifacts
import Foundation
import Recipes
import Stages

/// `tweed push`: a recipe with its inputs and results to a registry.
struct PushCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "push", abstract: "Send a recipe with its inputs and results to a registry.",
        discussion: """
            Packs what "tweed bundle" packs and sends it to an OCI registry; what the registry has is not sent again. \
            Needs the program tweed-remote ("make sharing").

            EXAMPLE:
              tweed push registry.example.org/team/quickstart:v1 recipes/quickstart.json

            EXIT CODES: 0; 1 something cannot be read or sent; 2 the recipe or the command line is wrong.
            """)

    @Argument(help: "REGISTRY/NAME:TAG")
    var reference: String

    @OptionGroup var recipe: RecipeOptions

    @Option(
        help: ArgumentHelp(
            "Take along the results of all stages, only those that no other stage takes (final), or none.",
            valueName: "all|final|none"))
    var results: ResultsChoice = .all

    @Option(
        help: ArgumentHelp("Leave out input files that are larger; default: 256 MiB.", valueName: "size"))
    var inputsUpTo: ByteAmount?

    @Option(
        help: ArgumentHelp(
            "Sign it with this key, a PEM file as \"openssl genpkey -algorithm ed25519\" writes it.",
            valueName: "file"), completion: .file(extensions: ["pem"]))
    var signKey: String?

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "Have the registry take blobs over from another of its repositories, such as a shared cache, where that "
                + "has them; may be repeated.", valueName: "name"))
    var mountFrom: [String] = []

    @Flag(help: "Speak without encryption; a registry on this machine is spoken to so anyway.")
    var plainHttp = false

    @OptionGroup var folders: FolderOptions

    func run() throws {
        let program = try RemoteProgram()
        let session = try RecipeSession(recipe, folders)
        var packer = RecipePacker(runner: session.runner, results: results)
        if let limit = inputsUpTo { packer.largestInput = limit.bytes }
        let packed = try packer.contents().packed()
        let folder = FileManager.default.temporaryDirectory.appending(path: "tweed-push-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: folder) }
        let list = try packed.writeList(to: folder.path)
        var arguments = ["push", reference, "--list", list]
        if let signKey { arguments += ["--sign-key", signKey] }
        arguments += mountFrom.flatMap { ["--mount-from", $0] }
        if plainHttp { arguments.append("--plain-http") }
        try program.run(arguments)
    }
}
