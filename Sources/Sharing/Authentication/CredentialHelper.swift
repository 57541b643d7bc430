import Foundation
import Values

/// A program that keeps credentials, `docker-credential-NAME`.
struct CredentialHelper {
    let name: String
    var environment = ProcessInfo.processInfo.environment

    /// - Returns: nil where the helper knows nothing of the registry.
    func credentials(for registry: String) throws -> RegistryCredentials? {
        // A name is part of a program's name, never a path.
        let isName = name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") }
        guard isName, !name.isEmpty else {
            throw DockerConfigurationError(path: name, problem: .helper("that is no name"))
        }
        let program = "docker-credential-\(name)"
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program, "get"]
        process.environment = environment
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        // Before it starts: one that ends without reading would break the pipe, and with it this program.
        try? input.fileHandleForWriting.write(contentsOf: Data("\(registry)\n".utf8))
        try? input.fileHandleForWriting.close()
        do {
            try process.run()
        } catch {
            throw DockerConfigurationError(path: program, problem: .helper("it cannot be started"))
        }
        let answer = (try? output.fileHandleForReading.readToEnd()) ?? Data()
        process.waitUntilExit()
        if process.terminationStatus == 127 {
            throw DockerConfigurationError(path: program, problem: .helper("it is not on the PATH"))
        }
        guard process.terminationStatus == 0 else { return nil }
        guard let value = try? JSONValue(parsing: answer), let user = value["Username"]?.stringValue,
            let secret = value["Secret"]?.stringValue
        else {
            throw DockerConfigurationError(path: program, problem: .helper("its answer is not understood"))
        }
        // By convention, this name says that the secret is a token.
        return user == "<token>"
            ? RegistryCredentials(user: "", password: "", identityToken: secret)
            : RegistryCredentials(user: user, password: secret)
    }
}
