import Artifacts
import Engine
import Foundation
import Testing

@testable import Sharing

/// Another program reads what was pushed. `apt-get install skopeo` where these are skipped.
@Suite(
    .enabled(
        if: RegistryServer.program != nil && Skopeo.path != nil,
        "docker-registry or skopeo is not installed"), .serialized)
struct IndependentClientTests {
    private func skopeo(_ arguments: String...) throws -> Data {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: Skopeo.path ?? "")
        process.arguments = arguments
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let said = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "skopeo \(arguments)")
        return said
    }

    @Test func itReadsAndCopiesAnArtifact() throws {
        let server = try RegistryServer()
        let project = try PackedProject()
        let packed = try project.contents().packed()
        let digest = try ArtifactPusher(server.client("team/toy:v1")).push(packed)
        let address = "docker://127.0.0.1:\(server.port)/team/toy"
        let raw = try skopeo("inspect", "--raw", "--tls-verify=false", "\(address):v1")
        #expect(raw == packed.manifest.data)
        // It compares the digests of all blobs on the way.
        let copy = project.scratch("copied")
        _ = try skopeo(
            "copy", "--src-tls-verify=false", "--preserve-digests", "\(address)@sha256:\(digest)",
            "dir:\(copy)")
        let names = Set(try FileManager.default.contentsOfDirectory(atPath: copy))
        #expect(packed.manifest.blobs.allSatisfy { names.contains($0.digest.hexadecimal) })
        // And what it pushes, we pull.
        _ = try skopeo(
            "copy", "--dest-tls-verify=false", "--preserve-digests", "dir:\(copy)",
            "docker://127.0.0.1:\(server.port)/other/toy:v2")
        let pulled = try ArtifactPuller(server.client("other/toy:v2")).pull(into: project.scratch("there"))
        #expect(pulled.digest == digest)
        #expect(try project.statuses() == ["make": .cached, "end": .cached])
    }

    @Test func itReadsAResultOfASharedCache() throws {
        let server = try RegistryServer()
        let project = try PackedProject()
        let exchange = try CacheExchange(cacheFolder: project.scratch("project/.tweed/cache"))
        let shelf = RegistryShelf(client: try server.client("team/cache"), signingKey: SigningKey())
        let key = try #require(try project.contents().results.first?.record.key)
        let sent = try shelf.offer(key, from: exchange, replaces: false)
        #expect(sent != nil)
        #expect(try shelf.offer(key, from: exchange, replaces: false) == nil)
        let tags = try skopeo(
            "list-tags", "--tls-verify=false", "docker://127.0.0.1:\(server.port)/team/cache")
        #expect(String(decoding: tags, as: UTF8.self).contains("key-\(key)"))
        _ = try skopeo(
            "copy", "--src-tls-verify=false", "docker://127.0.0.1:\(server.port)/team/cache:key-\(key)",
            "dir:\(project.scratch("copied"))")
    }
}

private enum Skopeo {
    static let path = ["/usr/bin/skopeo", "/usr/local/bin/skopeo"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }
}
