import ArgumentParser
import Checkpoints
import Values

/// `tweed inspect`: what a file or folder of weights is.
struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Say what a file or folder of weights is: model, size, types, tensors, metadata.",
        discussion: """
            Reads safetensors, files of torch.save without running anything in them, folders of diffusers, \
            transformers and PEFT, and snapshots in the local Hugging Face cache.

            EXAMPLE:
              tweed inspect models/world/generator
              tweed inspect hub:stabilityai/sd-turbo@main --variant fp16
              tweed inspect HPS_v2.1_compressed.pt --finite

            EXIT CODES: 0; 1 there are numbers that are not finite, or a part is damaged; 2 it cannot be read.
            """)

    @Argument(help: "A file, a folder, or hub:organisation/name@revision.")
    var path: String

    @Option(help: "Files of this variant, such as fp16.")
    var variant: String?

    @Option(help: "The dictionary in a file of torch.save, such as state_dict; \"\" for the whole.")
    var dictionary: String?

    @Flag(help: "Read all numbers and tell which are infinite or not a number.")
    var finite = false

    @Flag(help: "List every tensor.")
    var all = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let inspection: CheckpointInspection
        do {
            inspection = try CheckpointInspection(
                path: path, variant: variant, dictionary: dictionary, findsNonFinite: finite)
        } catch {
            throw CommandFailure.failed(error, status: .badInput)
        }
        let output = StandardStream.output
        if json {
            output.write(inspection.json.canonicalText + "\n")
        } else {
            for line in inspection.lines(allTensors: all) { output.writeLine(line) }
        }
        guard inspection.isSound else { throw CommandFailure(status: .failed, text: "") }
    }
}
