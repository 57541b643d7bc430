import Artifacts
import Engine
import Foundation
import Testing

@testable import Sharing

/// docker-registry with encryption, and with tokens from elsewhere.
@Suite(
    .enabled(
        if: RegistryServer.program != nil && OpenSSL.isThere, "docker-registry or openssl is not installed"),
    .serialized)
struct EncryptedRegistryTests {
    @Test func onlyKnownAuthoritiesAreTrusted() throws {
        let certificate = try Scratch()
        try OpenSSL.makeCertificate(in: certificate)
        let server = try RegistryServer(hasPasswords: true, certificate: certificate)
        let project = try PackedProject()
        let packed = try project.contents().packed()
        let right = RegistryCredentials(user: "tweed", password: RegistryServer.password)
        let trusting = HTTPClient(certificates: certificate("certificate.pem"))
        let digest = try ArtifactPusher(server.client("a/b:v1", credentials: right, http: trusting))
            .push(packed)
        let there = project.scratch("there")
        let pulled = try ArtifactPuller(server.client("a/b:v1", credentials: right, http: trusting))
            .pull(into: there)
        #expect(pulled.digest == digest)

        let strangers = try Scratch()
        try OpenSSL.makeCertificate(in: strangers)
        for file in [nil, strangers("certificate.pem"), strangers("none.pem")] {
            let client = try server.client(
                "a/b:v1", credentials: right, http: HTTPClient(certificates: file))
            #expect(throws: HTTPError.self) { try client.digest(of: "v1") }
        }
        // Spoken to without encryption it says no, and gets to see no secret: it has to ask for one first.
        let plain = try RegistryClient(
            RegistryReference("127.0.0.1:\(server.port)/a/b"), credentials: right,
            retry: RetryPolicy(attempts: 1))
        #expect(throws: (any Error).self) { try plain.digest(of: "v1") }
    }

    @Test func tokensOpenWhatTheyAreFor() throws {
        let tokens = try TokenServer(password: "secret")
        let server = try RegistryServer(tokens: tokens)
        let project = try PackedProject()
        let packed = try project.contents().packed()
        let user = RegistryCredentials(user: "tweed", password: "secret")
        for name in ["private/toy:v1", "public/toy:v1"] {
            try ArtifactPusher(server.client(name, credentials: user)).push(packed)
        }
        // One for reading and one for writing, each used for all requests of its kind.
        let scopes = tokens.server.requests.flatMap { $0.query["scope"] ?? [] }
            .filter { !$0.contains("probe") }
        #expect(
            scopes.sorted() == [
                "repository:private/toy:pull", "repository:private/toy:pull,push",
                "repository:public/toy:pull", "repository:public/toy:pull,push",
            ])
        _ = try ArtifactPuller(server.client("private/toy:v1", credentials: user)).pull(
            into: project.scratch("a"))
        _ = try ArtifactPuller(server.client("public/toy:v1")).pull(into: project.scratch("b"))
        #expect(throws: RegistryError.self) {
            try ArtifactPuller(server.client("private/toy:v1")).pull(into: project.scratch("c"))
        }
        #expect(throws: RegistryError.self) {
            try ArtifactPusher(server.client("public/other:v1")).push(packed)
        }
        let wrong = RegistryCredentials(user: "tweed", password: "wrong")
        #expect(throws: RegistryError.self) {
            try server.client("private/toy:v1", credentials: wrong).digest(of: "v1")
        }
        // Taking blobs over reads from another repository, for which the token must be, too.
        let progress = TransferProgress()
        try ArtifactPusher(
            server.client("private/new:v1", credentials: user), progress: progress,
            mountsFrom: ["private/toy"]
        ).push(packed)
        #expect(progress.current.bytes == 0)
    }
}
