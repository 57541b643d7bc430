import ArgumentParser
import Artifacts
import Engine
import Foundation
import Values

/// `tweed unbundle`: takes a bundle apart.
struct UnbundleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unbundle",
        abstract: "Unpack a bundle: the recipe into a folder, its results into the cache.",
        discussion: """
            Everything is compared with its digest before the first file appears. Files of other content are not \
            replaced, and nothing is written outside of the folder and the cache. With --verify-key, a bundle that \
            is not signed by that key, or was altered since, is refused.

            EXAMPLE:
              tweed unbundle quickstart.tweed
              tweed unbundle quickstart.tweed -o theirs --verify-key theirs.pem

            EXIT CODES: 0; 1 the bundle is refused, or something cannot be read or written; 2 the command line is \
            wrong; 130, 143 stopped.
            """)

    @Argument(help: "The bundle.", completion: .file(extensions: ["tweed"]))
    var bundle: String

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The folder for the recipe and its files; default: a new one with the name of the recipe.",
            valueName: "dir"), completion: .directory)
    var output: String?

    @Option(
        help: ArgumentHelp(
            "The cache for the results; default: .tweed/cache in the folder.", valueName: "dir"),
        completion: .directory)
    var cache: String?

    @Option(
        help: ArgumentHelp(
            "Demand a signature by this key, a PEM file as \"openssl pkey -pubout\" writes it.",
            valueName: "file"), completion: .file(extensions: ["pem"]))
    var verifyKey: String?

    @Flag(help: "Replace files of other content.")
    var force = false

    @Flag(help: "Print JSON; progress goes to standard error.")
    var json = false

    func run() throws {
        let key = try verifyKey.map(VerificationKey.init(file:))
        let reader = try BundleReader(path: bundle)
        if let key { try reader.require(key) }
        let shown = try output ?? reader.artifact().config.name
        let folder = URL(fileURLWithPath: shown).standardizedFileURL.path
        let cacheFolder = cache.map { URL(fileURLWithPath: $0).standardizedFileURL.path }
        let unpacked = try StoppableWork(verb: "unpacked").run { cancellation, progress in
            try reader.unpack(
                into: folder, cacheFolder: cacheFolder ?? folder + "/.tweed/cache", overwrites: force,
                cancellation: cancellation, progress: progress)
        }
        let shownAt = try show(unpacked, cacheFolder: cacheFolder ?? folder + "/.tweed/cache", folder: folder)
        let text = UnpackedText(
            unpacked: unpacked, digest: reader.digest, cache: cache, signer: key?.identifier, shownAt: shownAt
        )
        if json {
            StandardStream.output.write(text.json.canonicalText + "\n")
        } else {
            for line in text.lines { StandardStream.output.writeLine(line) }
        }
    }

    /// Final results alone are of no use to a run, so they are laid out to be looked at.
    private func show(_ unpacked: Unpacked, cacheFolder: String, folder: String) throws -> String? {
        guard unpacked.config.results == .final, !unpacked.results.isEmpty else { return nil }
        let exchange = try CacheExchange(cacheFolder: cacheFolder)
        let results = Set(unpacked.results)
        for stage in unpacked.config.stages where results.contains(stage.name) {
            guard let key = stage.key, let record = try exchange.record(of: key) else { continue }
            _ = try exchange.show(
                record, as: stage.name, scope: unpacked.config.name, in: folder + "/outputs")
        }
        return folder + "/outputs/" + unpacked.config.name
    }
}
