import Artifacts
import Engine
import Foundation
import Synchronization
import Testing

@testable import Sharing

/// Servers that lie, break off, or want to see secrets.
struct HostileServerTests {
    private static let content = Data((0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
    private static let blob = Descriptor(
        mediaType: MediaType.object, digest: Digest(of: content), size: Int64(content.count))

    private func client(_ server: LoopbackServer, credentials: RegistryCredentials? = nil) throws
        -> RegistryClient
    {
        try RegistryClient(
            RegistryReference("127.0.0.1:\(server.port)/a/b:v1"), credentials: credentials,
            retry: RetryPolicy(attempts: 3, firstPause: 0.001))
    }

    private func download(_ server: LoopbackServer) throws -> (path: String, scratch: Scratch) {
        let scratch = try Scratch()
        try client(server).download(Self.blob, to: scratch("blob")) { _ in }
        return (scratch("blob"), scratch)
    }

    @Test func wrongBytesAreNotKept() throws {
        let server = try LoopbackServer { _ in
            LoopbackServer.answer("200 OK", [], Data(repeating: 1, count: Self.content.count))
        }
        let scratch = try Scratch()
        #expect(throws: RegistryError.self) {
            try client(server).download(Self.blob, to: scratch("blob")) { _ in }
        }
        #expect(scratch.files("").isEmpty)
    }

    @Test(arguments: [10, 200_000])
    func aWrongLengthIsRefused(_ length: Int) throws {
        let server = try LoopbackServer { _ in LoopbackServer.answer("200 OK", [], Data(count: length)) }
        #expect(throws: HTTPError.self) { try download(server) }
        #expect(server.requests.count == 1)
    }

    @Test func anEndlessBodyIsCutOff() throws {
        let server = try LoopbackServer { _ in
            Data("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".utf8) + Data(repeating: 0, count: 4 << 20)
        }
        #expect(throws: HTTPError.self) { try download(server) }
    }

    @Test func endlessHeadersAreCutOff() throws {
        let server = try LoopbackServer { _ in
            let line = "X-Line: " + String(repeating: "a", count: 1_000) + "\r\n"
            return Data(("HTTP/1.1 200 OK\r\n" + String(repeating: line, count: 2_000)).utf8)
        }
        #expect(throws: HTTPError.self) { try download(server) }
    }

    @Test func aLargeManifestIsRefused() throws {
        let server = try LoopbackServer { _ in
            LoopbackServer.answer("200 OK", [], Data(repeating: 0x20, count: (4 << 20) + 1))
        }
        #expect(throws: HTTPError.self) { try client(server).manifest(Digest(of: Data())) }
    }

    @Test func aCutDownloadGoesOnWhereItWas() throws {
        let server = try LoopbackServer { request in
            guard let range = request.headers["range"] else {
                return LoopbackServer.answer(
                    "200 OK", [], Self.content.prefix(60_000), length: Self.content.count)
            }
            let start = Int(range.dropFirst(6).prefix { $0.isNumber }) ?? 0
            let rest = Self.content.dropFirst(start)
            return LoopbackServer.answer(
                "206 Partial Content", ["Content-Range: bytes \(start)-99999/100000"], Data(rest))
        }
        let (path, scratch) = try download(server)
        #expect(FileManager.default.contents(atPath: path) == Self.content)
        #expect(server.requests.map { $0.headers["range"] } == [nil, "bytes=60000-99999"])
        withExtendedLifetime(scratch) {}
    }

    @Test func theLengthInAnAnswerWithoutBodyIsThatOfTheContent() throws {
        let server = try LoopbackServer { _ in
            LoopbackServer.answer("200 OK", [], Data(), length: Self.content.count)
        }
        #expect(try client(server).holds(Self.blob))
    }

    @Test func aBusyServerIsAskedAgain() throws {
        let count = Mutex(0)
        let server = try LoopbackServer { _ in
            let number = count.withLock { count in
                count += 1
                return count
            }
            return number < 3
                ? LoopbackServer.answer("503 Busy", ["Retry-After: 0"])
                : LoopbackServer.answer("200 OK", [], Self.content)
        }
        _ = try download(server)
        #expect(server.requests.count == 3)
    }

    @Test func credentialsStayBehindWhenARedirectLeadsElsewhere() throws {
        let other = try LoopbackServer { _ in LoopbackServer.answer("200 OK", [], Self.content) }
        let server = try LoopbackServer { [port = other.port] request in
            request.headers["authorization"] == nil
                ? LoopbackServer.answer("401 Unauthorized", ["WWW-Authenticate: Basic realm=\"x\""])
                : LoopbackServer.answer(
                    "307 Temporary Redirect", ["Location: http://127.0.0.1:\(port)/elsewhere"])
        }
        let scratch = try Scratch()
        let credentials = RegistryCredentials(user: "me", password: "secret")
        try client(server, credentials: credentials).download(Self.blob, to: scratch("blob")) { _ in }
        #expect(server.requests.last?.headers["authorization"] != nil)
        #expect(other.requests.count == 1)
        #expect(other.requests.allSatisfy { $0.headers["authorization"] == nil })
    }

    @Test func aCircleOfRedirectsEnds() throws {
        let server = try LoopbackServer { _ in LoopbackServer.answer("302 Found", ["Location: /again"]) }
        #expect(throws: HTTPError.self) { try download(server) }
        #expect(server.requests.count == TransferLimits.redirects + 1)
    }

    @Test func tokensAreFetchedWithTheScopeAndUsed() throws {
        let tokens = try LoopbackServer { _ in
            LoopbackServer.answer("200 OK", [], Data("{\"token\":\"abc.def\",\"expires_in\":300}".utf8))
        }
        let server = try LoopbackServer { [port = tokens.port] request in
            request.headers["authorization"] == "Bearer abc.def"
                ? LoopbackServer.answer("200 OK", [], request.method == "HEAD" ? Data() : Self.content)
                : LoopbackServer.answer(
                    "401 Unauthorized",
                    ["WWW-Authenticate: Bearer realm=\"http://127.0.0.1:\(port)/token\",service=\"s\""])
        }
        let scratch = try Scratch()
        let client = try client(server, credentials: RegistryCredentials(user: "me", password: "secret"))
        for name in ["one", "two"] { try client.download(Self.blob, to: scratch(name)) { _ in } }
        #expect(tokens.requests.count == 1)
        let request = try #require(tokens.requests.first)
        #expect(request.path.contains("scope=repository:a/b:pull"))
        #expect(request.path.contains("service=s"))
        #expect(request.headers["authorization"]?.hasPrefix("Basic ") == true)
        #expect(server.requests.allSatisfy { $0.headers["authorization"]?.hasPrefix("Basic") != true })
    }

    @Test(arguments: ["http://192.0.2.1/token", "ftp://127.0.0.1/", "", "https://me@192.0.2.1/"])
    func credentialsGoToNoOddAddress(_ realm: String) throws {
        let server = try LoopbackServer { _ in
            LoopbackServer.answer("401 Unauthorized", ["WWW-Authenticate: Bearer realm=\"\(realm)\""])
        }
        #expect(throws: RegistryError.self) {
            try client(server, credentials: RegistryCredentials(user: "me", password: "secret")).digest(
                of: "v1")
        }
    }
}
