import ArgumentParser
import Artifacts
import Foundation
import Sharing

/// `tweed pull`: a recipe from a registry into a folder, its results into the cache.
struct PullCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull", abstract: "Fetch a recipe with its results from a registry.")

    @OptionGroup var registry: RegistryOptions

    @Option(
        name: .shortAndLong, help: "The folder for the recipe; default: a new one with its name.",
        completion: .directory)
    var output: String?

    @Option(help: "The cache for the results; default: .tweed/cache in the folder.", completion: .directory)
    var cache: String?

    @Option(help: "Demand a signature by this key, an Ed25519 key in a PEM file.", completion: .file())
    var verifyKey: String?

    @Flag(help: "Replace files of other content.")
    var force = false

    @Flag(help: "Leave results in the registry; \"tweed run\" and \"tweed show\" fetch those that they need.")
    var lazy = false

    func run() throws {
        let key = try verifyKey.map(VerificationKey.init(file:))
        let client = try registry.client()
        let meter = ProgressMeter()
        let progress = TransferProgress { meter.show($0) }
        let (unpacked, digest) = try ArtifactPuller(client, progress: progress).pull(
            into: output, cacheFolder: cache.map { URL(fileURLWithPath: $0).standardizedFileURL.path },
            overwrites: force, key: key, isLazy: lazy)
        meter.finish()
        print("\(client.reference.registry)/\(client.reference.name)@sha256:\(digest)")
        let results =
            lazy
            ? "fetched when needed"
            : unpacked.results.isEmpty ? "none" : unpacked.results.joined(separator: ", ")
        print("\(unpacked.written) files written, \(unpacked.objects) objects, results: \(results)")
        for file in unpacked.config.omitted { print("not included: \(file.path) (\(file.size) bytes)") }
        print("tweed run \(unpacked.recipe)")
    }
}
