import ArgumentParser
import Artifacts
import Engine
import Foundation
import Recipes
import Stages

/// How a command deals with results that are elsewhere.
struct SharedCacheOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Take from a shared cache only what is signed by this key, a PEM file as \"openssl pkey -pubout\" "
                + "writes it.", valueName: "file"), completion: .file(extensions: ["pem"]))
    var verifyKey: String?

    @Flag(help: "Speak with the shared cache without encryption; one on this machine is spoken to so anyway.")
    var plainHttp = false

    /// Tells of trouble on standard error.
    static let warn: @Sendable (String) -> Void = { text in
        StandardStream.error.writeLine(StyledLine("warning: ", .yellow).appending(text))
    }

    /// Where results of this recipe may be beside its own cache: a shared one that the person named, and the artifact
    /// that the project was pulled from without its results.
    ///
    /// - Parameters:
    ///   - mode: nil where nothing is to be sent.
    ///   - say: tells a person of troubles.
    /// - Throws: `CommandFailure` where `tweed-remote` is needed for what was asked for, and is missing.
    func sources(
        _ folders: FolderOptions, _ layout: ProjectLayout, mode: CacheMode = .read, signKey: String? = nil,
        say: @escaping @Sendable (String) -> Void
    ) throws -> [RemoteResults] {
        var sources: [RemoteResults] = []
        do {
            if let index = try RemoteIndex(projectFolder: layout.projectFolder) {
                var arguments = [index.reference, "--folder", layout.cacheFolder]
                arguments += ["--project", layout.projectFolder]
                if index.isPlainHTTP { arguments.append("--plain-http") }
                let name = String(index.reference.prefix { $0 != "@" })
                sources.append(
                    RemoteResults(
                        name: name, program: { try RemoteProgram() }, arguments: arguments,
                        isWritable: false, say: say, index: index))
            }
        } catch {
            say(TerminalText.harmless("\(error); the results of the artifact it came from are not used"))
        }
        guard let reference = folders.sharedCache else { return sources }
        let program = try RemoteProgram()
        if let verifyKey { _ = try VerificationKey(file: verifyKey) }
        if let signKey { _ = try SigningKey(file: signKey) }
        var arguments = [reference, "--folder", layout.cacheFolder]
        if let verifyKey { arguments += ["--verify-key", verifyKey] }
        if let signKey { arguments += ["--sign-key", signKey] }
        if plainHttp { arguments.append("--plain-http") }
        sources.append(
            RemoteResults(
                name: reference, program: { program }, arguments: arguments, isWritable: mode == .readWrite,
                say: say))
        return sources
    }
}

/// What a run does with a shared cache.
enum CacheMode: String, ExpressibleByArgument, CaseIterable {
    case read
    case readWrite = "read-write"
}
