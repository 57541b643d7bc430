import ArgumentParser
import Foundation
import Sharing

/// `tweed-remote describe`: what `tweed diff` compares of an artifact.
struct DescribeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe", abstract: "Fetch what a recipe's artifact says of itself.")

    @OptionGroup var registry: RegistryOptions

    @Option(help: "The folder to write to.", completion: .directory)
    var output: String

    func run() throws {
        let digest = try ArtifactDescriber(registry.client()).describe(into: output)
        print("sha256:\(digest)")
    }
}
