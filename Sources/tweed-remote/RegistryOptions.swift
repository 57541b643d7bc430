import ArgumentParser
import Foundation
import Sharing

/// Which artifact, and how to reach it.
struct RegistryOptions: ParsableArguments {
    @Argument(help: "REGISTRY/NAME:TAG, or REGISTRY/NAME@sha256:DIGEST.")
    var reference: String

    @Flag(help: "Speak without encryption; a registry on this machine is spoken to so anyway.")
    var plainHttp = false

    func client() throws -> RegistryClient {
        let reference = try RegistryReference(reference)
        let credentials = try DockerConfiguration().credentials(for: reference.registry)
        return try RegistryClient(reference, credentials: credentials, isPlain: plainHttp)
    }
}
