import ArgumentParser
import Foundation
import Sharing

/// Which artifact, and how to reach it.
struct RegistryOptions: ParsableArguments {
    @Argument(help: "REGISTRY/NAME:TAG, or REGISTRY/NAME@sha256:DIGEST.")
    var reference: String

    @Flag(help: "Speak without encryption; a registry on this machine is spoken to so anyway.")
    var plainHttp = false

    /// - Parameters:
    ///   - reference: in place of the one on the command line.
    ///   - isOptional: what is asked for can be done without, so no long waiting.
    func client(for text: String? = nil, isOptional: Bool = false) throws -> RegistryClient {
        let reference = try RegistryReference(text ?? self.reference)
        let credentials = try DockerConfiguration().credentials(for: reference.registry)
        return try RegistryClient(
            reference, credentials: credentials, isPlain: plainHttp,
            retry: isOptional ? .short : RetryPolicy(),
            settings: isOptional ? .short : .standard)
    }
}
