import Artifacts
import Engine
import Foundation
import Testing

@testable import Sharing

/// Servers that take their time, and such as never end.
struct SlowServerTests {
    private static let content = Data(count: 100_000)
    private static let blob = Descriptor(
        mediaType: MediaType.object, digest: Digest(of: content), size: Int64(content.count))

    private func client(_ server: LoopbackServer) throws -> RegistryClient {
        var settings = TransferSettings()
        settings.shortExchange = 1
        settings.lowSpeedTime = 1
        return try RegistryClient(
            RegistryReference("127.0.0.1:\(server.port)/a/b:v1"), credentials: nil,
            retry: RetryPolicy(attempts: 1), settings: settings)
    }

    private func seconds(_ work: () throws -> Void) rethrows -> Double {
        let start = ContinuousClock.now
        try work()
        return (ContinuousClock.now - start) / .seconds(1)
    }

    @Test func aByteNowAndThenIsGivenUp() throws {
        var oddity = LoopbackServer.Oddity()
        oddity.pace = 0.05
        let server = try LoopbackServer(oddity) { _ in LoopbackServer.answer("200 OK", [], Self.content) }
        let scratch = try Scratch()
        let time = seconds {
            #expect(throws: HTTPError.self) {
                try client(server).download(Self.blob, to: scratch("blob")) { _ in }
            }
        }
        #expect(time < 20)
        let asked = seconds {
            #expect(throws: HTTPError.self) { try client(server).digest(of: "v1") }
        }
        #expect(asked < 20)
    }

    @Test func whatNeverEndsIsCutOff() throws {
        var oddity = LoopbackServer.Oddity()
        oddity.isEndless = true
        // The length is not told, or told to be less.
        let server = try LoopbackServer(oddity) { request in
            request.path.contains("manifests")
                ? Data("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{".utf8)
                : Data("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".utf8)
        }
        let scratch = try Scratch()
        #expect(throws: HTTPError.self) {
            try client(server).download(Self.blob, to: scratch("blob")) { _ in }
        }
        #expect(throws: HTTPError.self) { try client(server).manifest(Digest(of: Data())) }
        let failing = try LoopbackServer(oddity) { _ in
            Data("HTTP/1.1 418 No\r\nConnection: close\r\n\r\n".utf8)
        }
        #expect(throws: (any Error).self) { try client(failing).digest(of: "v1") }
        #expect(throws: (any Error).self) { try client(failing).manifest(Digest(of: Data())) }
    }

    @Test func aTagThatMovesIsNoticed() throws {
        let digest = Digest(of: Data("x".utf8))
        let server = try LoopbackServer { request in
            request.method == "HEAD"
                ? LoopbackServer.answer("200 OK", ["Docker-Content-Digest: sha256:\(digest)"])
                : LoopbackServer.answer("404 Not Found")
        }
        let scratch = try Scratch()
        let error = #expect(throws: RegistryError.self) {
            try ArtifactPuller(client(server)).pull(into: scratch("there"))
        }
        #expect(error.map { "\($0)".contains("moved while it was fetched") } == true)
        // Another manifest than the digest says, under the digest.
        let liar = try LoopbackServer { request in
            request.method == "HEAD"
                ? LoopbackServer.answer("200 OK", ["Docker-Content-Digest: sha256:\(digest)"])
                : LoopbackServer.answer("200 OK", [], Data("y".utf8))
        }
        let lie = #expect(throws: RegistryError.self) {
            try ArtifactPuller(client(liar)).pull(into: scratch("there"))
        }
        #expect(lie.map { "\($0)".contains("other bytes than asked for") } == true)
        #expect(scratch.files("").isEmpty)
    }
}
