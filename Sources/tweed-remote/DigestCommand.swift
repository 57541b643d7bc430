import ArgumentParser
import Foundation
import Sharing

/// `tweed-remote digest`: what a tag stands for now.
struct DigestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "digest", abstract: "Print the reference by digest that a tag stands for now.")

    @OptionGroup var registry: RegistryOptions

    func run() throws {
        let client = try registry.client(isOptional: true)
        let reference = client.reference
        guard let digest = try client.digest(of: reference.tag ?? "latest") else {
            throw RegistryError.notFound(reference)
        }
        print(RegistryReference(registry: reference.registry, name: reference.name, digest: digest))
    }
}
