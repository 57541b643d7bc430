import Artifacts
import Engine
import Foundation
import Synchronization
import Testing

@testable import Sharing

/// Uploads in chunks to a registry that breaks off, loses them, or does not want them.
struct UploadTests {
    private static let content = Data((0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) })
    private static let descriptor = Descriptor(
        mediaType: MediaType.object, digest: Digest(of: content), size: Int64(content.count))
    private static let name = "sha256:\(Digest(of: content))"

    private func upload(_ server: LoopbackServer, to location: URL? = nil) throws -> Int64 {
        let scratch = try Scratch()
        try Self.content.write(to: URL(fileURLWithPath: scratch("content")))
        var settings = TransferSettings()
        settings.chunk = 40_000
        let client = try RegistryClient(
            RegistryReference("127.0.0.1:\(server.port)/a/b:v1"), credentials: nil,
            retry: RetryPolicy(attempts: 3, firstPause: 0.001), settings: settings)
        let sent = Mutex<Int64>(0)
        try client.upload(
            Blob(descriptor: Self.descriptor, source: .file(scratch("content"))), to: location
        ) { count in sent.withLock { $0 += count } }
        return sent.withLock { $0 }
    }

    private func methods(_ server: UploadServer) -> [String] { server.server.requests.map(\.method) }

    @Test func eachChunkGoesToTheNewestAddress() throws {
        let server = try UploadServer()
        #expect(try upload(server.server) == 100_000)
        #expect(server.blobs == [Self.name: Self.content])
        #expect(methods(server) == ["POST", "PATCH", "PATCH", "PATCH", "PUT"])
    }

    @Test(arguments: [[1], [39_999], [0], [25_000, 10_000], [5, 5, 5, 5, 5]])
    func aCutUploadGoesOnWhereItWas(_ cuts: [Int]) throws {
        let server = try UploadServer(cuts: cuts)
        let enough = cuts.count < 3
        if enough {
            _ = try upload(server.server)
            #expect(server.blobs == [Self.name: Self.content])
            let patches = server.server.requests.filter { $0.method == "PATCH" }
            let bytes = patches.reduce(0) { $0 + $1.body.count }
            // Nothing is sent twice; only one byte cannot be told from none, and then all begins anew.
            #expect(cuts == [1] ? bytes == 140_001 : bytes <= 100_000)
        } else {
            // Breaking off again and again is not progress.
            #expect(throws: HTTPError.self) { try upload(server.server) }
        }
    }

    @Test func aLostUploadBeginsAnew() throws {
        let server = try UploadServer(lost: 1)
        #expect(try upload(server.server) == 100_000)
        #expect(server.blobs == [Self.name: Self.content])
        #expect(methods(server).filter { $0 == "POST" }.count == 2)
    }

    @Test(arguments: ["405 Method Not Allowed", "501 Not Implemented", "400 Bad Request"])
    func whoWantsNoChunksGetsItInOnePiece(_ status: String) throws {
        let server = try UploadServer(refusal: status)
        _ = try upload(server.server)
        #expect(server.blobs == [Self.name: Self.content])
        #expect(methods(server) == ["POST", "PATCH", "POST", "PUT"])
    }

    @Test func credentialsDoNotGoWithALocationElsewhere() throws {
        let other = try LoopbackServer { _ in LoopbackServer.answer("201 Created") }
        let server = try LoopbackServer { [port = other.port] request in
            request.headers["authorization"] == nil
                ? LoopbackServer.answer("401 Unauthorized", ["WWW-Authenticate: Basic realm=\"x\""])
                : LoopbackServer.answer(
                    "202 Accepted", ["Location: http://127.0.0.1:\(port)/upload?state=1"])
        }
        let client = try RegistryClient(
            RegistryReference("127.0.0.1:\(server.port)/a/b"),
            credentials: RegistryCredentials(user: "me", password: "secret"),
            retry: RetryPolicy(attempts: 1))
        try client.upload(
            Blob(descriptor: Self.descriptor, source: .data(Self.content))
        ) { _ in }
        let request = try #require(other.requests.last)
        #expect(request.method == "PUT" && request.body == Self.content)
        #expect(request.query["state"] == ["1"] && request.query["digest"] == [Self.name])
        #expect(other.requests.allSatisfy { $0.headers["authorization"] == nil })
    }

    @Test func whatTheRegistryTakesOverIsNotSent() throws {
        let server = try UploadServer(mounts: "201 Created")
        let client = try RegistryClient(
            RegistryReference("127.0.0.1:\(server.server.port)/a/b"), credentials: nil)
        #expect(try client.mount(Self.descriptor, from: "team/cache") == nil)
        let request = try #require(server.server.requests.first)
        #expect(request.query == ["mount": [Self.name], "from": ["team/cache"]])
    }

    @Test func whatItDoesNotTakeOverGoesToTheAddressThatItGave() throws {
        let server = try UploadServer()
        let client = try RegistryClient(
            RegistryReference("127.0.0.1:\(server.server.port)/a/b"), credentials: nil)
        let location = try client.mount(Self.descriptor, from: "team/cache")
        #expect(location != nil)
        _ = try upload(server.server, to: location)
        #expect(server.blobs == [Self.name: Self.content])
        #expect(methods(server) == ["POST", "PATCH", "PATCH", "PATCH", "PUT"])
    }
}
