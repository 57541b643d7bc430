import ArgumentParser
import Artifacts
import Foundation
import Sharing

/// `tweed-remote cache`: what `tweed run --cache` talks to.
struct CacheCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cache", abstract: "Results by their keys, in a registry.",
        subcommands: [CacheServeCommand.self])
}

/// `tweed-remote cache serve`: answers questions on standard input, one JSON object a line, until it ends.
struct CacheServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Look up, fetch and send results for a program that asks.")

    @OptionGroup var registry: RegistryOptions

    @Option(help: "The cache on this machine.", completion: .directory)
    var folder: String

    @Option(
        help: "Serve what a lazy pull has left in this project, in place of keys.", completion: .directory)
    var project: String?

    @Option(help: "Use only results that are signed by this key.", completion: .file())
    var verifyKey: String?

    @Option(help: "Sign results with this key.", completion: .file())
    var signKey: String?

    func run() throws {
        let output = FileHandle.standardOutput
        let service: CacheService
        do {
            let client = try registry.client(isOptional: true)
            if let project {
                guard let index = try RemoteIndex(projectFolder: project) else { return }
                service = try CacheService(client, index: index, cacheFolder: folder, output: output)
            } else {
                service = try CacheService(
                    client, cacheFolder: folder, verificationKey: verifyKey.map(VerificationKey.init(file:)),
                    signingKey: signKey.map(SigningKey.init(file:)), output: output)
            }
        } catch {
            CacheService.giveUp(error, output: output)
            return
        }
        // The program that asks decides what a Ctrl-C means, and may be gone when it is answered.
        for number in [SIGINT, SIGPIPE] { signal(number, SIG_IGN) }
        service.serve(.standardInput)
    }
}
