import ArgumentParser
import Artifacts
import Engine
import Foundation
import Recipes
import Stages
import Values

/// `tweed bundle`: a recipe with its inputs and results as one file.
struct BundleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bundle", abstract: "Pack a recipe with its inputs and results into one file.",
        discussion: """
            The file holds the recipe with what it extends, the files that it reads, the record of its latest run, \
            and results from the cache. "tweed unbundle" takes it apart, and "tweed run" there computes nothing. \
            The same recipe, inputs and results give the same bytes. It is an OCI image layout in a tar archive.

            EXAMPLE:
              tweed bundle recipes/quickstart.json
              tweed bundle recipes/quickstart.json -o light.tweed --results none --sign-key key.pem

            EXIT CODES: 0; 1 something cannot be read or written; 2 the recipe or the command line is wrong; 130, \
            143 stopped.
            """)

    @OptionGroup var recipe: RecipeOptions

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The file to write; default: NAME.tweed in this folder.", valueName: "file"),
        completion: .file(extensions: ["tweed"]))
    var output: String?

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

    @OptionGroup var folders: FolderOptions

    @Flag(help: "Print JSON; progress goes to standard error.")
    var json = false

    func run() throws {
        // Before the work: a key that cannot be read is a slip of the pen.
        let key = try signKey.map(SigningKey.init(file:))
        let session = try RecipeSession(recipe, folders)
        var packer = RecipePacker(runner: session.runner, results: results)
        if let limit = inputsUpTo { packer.largestInput = limit.bytes }
        let contents = try packer.contents()
        let packed = try contents.packed()
        let signature = try key.map { try ArtifactSignature.sign(packed.manifest.descriptor, with: $0) }
        let path = output ?? session.recipe.name + ".tweed"
        let work = StoppableWork(verb: "packed")
        let bytes = try work.run { cancellation, progress in
            try BundleWriter(packed, signature: signature).write(
                to: path, cancellation: cancellation, progress: progress)
        }
        let text = BundleText(
            path: path, bytes: bytes, contents: contents, digest: packed.manifest.descriptor.digest,
            signer: key?.verificationKey.identifier)
        if json {
            StandardStream.output.write(text.json.canonicalText + "\n")
        } else {
            for line in text.lines { StandardStream.output.writeLine(line) }
        }
    }
}

extension ResultsChoice: ExpressibleByArgument {}
