import ArgumentParser
import Foundation
import Sharing

/// `tweed-remote base`: fetches a recipe that another extends.
struct BaseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "base", abstract: "Fetch a recipe by its digest, without results.")

    @OptionGroup var registry: RegistryOptions

    @Option(help: "The folder to make.", completion: .directory)
    var output: String

    @Option(help: "The cache of the project.", completion: .directory)
    var cache: String

    func run() throws {
        try BaseFetcher(registry.client()).fetch(into: output, cacheFolder: cache)
    }
}
