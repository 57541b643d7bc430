import Foundation

@testable import Sharing

/// Debian's `docker-registry` on a loopback port, with its data in a scratch folder.
final class RegistryServer: Sendable {
    static let program = ["/usr/bin/docker-registry", "/usr/local/bin/docker-registry"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }
    /// Of the account in the password file.
    static let password = "correct horse"
    /// `htpasswd -nbB tweed "correct horse"`
    static let passwordFile = "tweed:$2y$05$nxsAd/9NoTEG.5lNsD1A/ubHL5F3v3PF9WL98EiRzAA/jADwPfRKe\n"

    let port: Int
    private let scratch: Scratch
    private let scheme: String
    private let process: Process

    /// - Parameters:
    ///   - hasPasswords: whether it only lets the user "tweed" in.
    ///   - tokens: who gives out the tokens that it wants to see.
    ///   - certificate: a folder with `key.pem` and `certificate.pem`, with which it encrypts.
    init(hasPasswords: Bool = false, tokens: TokenServer? = nil, certificate: Scratch? = nil) throws {
        scheme = certificate == nil ? "" : "https://"
        scratch = try Scratch()
        port = FreePort.find()
        var text = """
            version: 0.1
            log: {level: error, accesslog: {disabled: true}}
            storage: {filesystem: {rootdirectory: \(scratch("data"))}}
            http: {addr: "127.0.0.1:\(port)"\(Self.encryption(certificate))}

            """
        if hasPasswords {
            try Data(Self.passwordFile.utf8).write(to: URL(fileURLWithPath: scratch("passwords")))
            text += "auth: {htpasswd: {realm: test, path: \(scratch("passwords"))}}\n"
        }
        if let tokens {
            text += "auth: {token: {realm: \"http://127.0.0.1:\(tokens.server.port)/token\", "
            text += "service: \"\(TokenServer.service)\", issuer: \"\(TokenServer.issuer)\", "
            text += "rootcertbundle: \(tokens.scratch("certificate.pem"))}}\n"
        }
        try Data(text.utf8).write(to: URL(fileURLWithPath: scratch("config.yml")))
        process = Process()
        process.executableURL = URL(fileURLWithPath: Self.program ?? "")
        process.arguments = ["serve", scratch("config.yml")]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        try waitUntilItAnswers()
    }

    deinit {
        process.terminate()
        process.waitUntilExit()
    }

    func reference(_ rest: String) throws -> RegistryReference {
        try RegistryReference("\(scheme)127.0.0.1:\(port)/\(rest)")
    }

    private static func encryption(_ certificate: Scratch?) -> String {
        guard let certificate else { return "" }
        return ", tls: {certificate: \(certificate("certificate.pem")), key: \(certificate("key.pem"))}"
    }

    func client(
        _ rest: String, credentials: RegistryCredentials? = nil, http: HTTPClient = HTTPClient()
    ) throws -> RegistryClient {
        try RegistryClient(
            reference(rest), credentials: credentials, http: http,
            retry: RetryPolicy(attempts: 3, firstPause: 0.01))
    }

    /// Damages every stored copy of content.
    func damage(_ hexadecimal: String) throws {
        let path = scratch(
            "data/docker/registry/v2/blobs/sha256/\(hexadecimal.prefix(2))/\(hexadecimal)/data")
        var data = try Data(contentsOf: URL(fileURLWithPath: path))
        data[data.startIndex] ^= 1
        try data.write(to: URL(fileURLWithPath: path))
    }

    private func waitUntilItAnswers() throws {
        for _ in 0..<600 {
            let client = try RegistryClient(
                reference("probe:v1"), credentials: nil, retry: RetryPolicy(attempts: 1))
            do {
                _ = try client.digest(of: "v1")
                return
            } catch RegistryError.refused {
                return
            } catch let HTTPError.connection(_, code, _) where code == 60 {
                // It answers, with a certificate that is not trusted.
                return
            } catch {
                Thread.sleep(forTimeInterval: 0.05)
            }
        }
        throw CocoaError(.executableLoad)
    }
}
