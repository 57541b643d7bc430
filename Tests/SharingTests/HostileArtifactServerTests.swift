import Artifacts
import Engine
import Foundation
import Testing

@testable import Sharing

/// Artifacts of strangers, as they come out of a registry: refused with the reason, folder and cache unharmed.
struct HostileArtifactServerTests {
    /// A registry with one artifact.
    private func server(_ manifest: ImageManifest, _ blobs: [Data]) throws -> LoopbackServer {
        let data = manifest.data
        let all = Dictionary(
            blobs.map { ("\(Digest(of: $0))", $0) }, uniquingKeysWith: { first, _ in first })
        return try LoopbackServer { request in
            if request.path.contains("/manifests/") {
                guard request.path.hasSuffix("v1") || request.path.contains("\(Digest(of: data))") else {
                    return LoopbackServer.answer("404 Not Found")
                }
                return LoopbackServer.answer(
                    "200 OK", ["Docker-Content-Digest: sha256:\(Digest(of: data))"],
                    request.method == "HEAD" ? Data() : data)
            }
            guard let blob = all[String(request.path.suffix(64))] else {
                return LoopbackServer.answer("404 Not Found")
            }
            return LoopbackServer.answer("200 OK", [], request.method == "HEAD" ? Data() : blob)
        }
    }

    private func contents(_ packed: PackedArtifact) throws -> [Data] {
        try packed.blobs.map { blob in
            var data = Data()
            try blob.read { data.append(contentsOf: $0) }
            return data
        }
    }

    /// Pulls an artifact that was changed.
    /// - Returns: the words with which it is refused; nil where it is taken.
    private func refusal(
        _ project: PackedProject, _ scratch: Scratch, folder: String = "there", isLazy: Bool = false,
        _ change: (inout ImageManifest) -> Void
    ) throws -> String? {
        let packed = try project.contents().packed()
        var manifest = packed.manifest
        change(&manifest)
        let server = try server(manifest, contents(packed))
        let client = try RegistryClient(
            RegistryReference("127.0.0.1:\(server.port)/a/b:v1"), credentials: nil,
            retry: RetryPolicy(attempts: 1))
        do {
            _ = try ArtifactPuller(client).pull(
                into: scratch(folder), cacheFolder: scratch("cache"), isLazy: isLazy)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func unchangedItIsTaken() throws {
        let (project, scratch) = (try PackedProject(), try Scratch())
        #expect(try refusal(project, scratch) { _ in } == nil)
        #expect(try refusal(project, scratch, folder: "lazy", isLazy: true) { _ in } == nil)
    }

    @Test func whatIsWrongWithTheManifestIsSaid() throws {
        let project = try PackedProject()
        let changes: [(String, (inout ImageManifest) -> Void)] = [
            ("at most", { $0.layers += Array(repeating: $0.layers[0], count: 20_000) }),
            ("application/x-evil", { $0.layers[0].mediaType = "application/x-evil" }),
            ("application/x-evil", { $0.artifactType = "application/x-evil" }),
            ("application/x-evil", { $0.config.mediaType = "application/x-evil" }),
            ("two sizes", { $0.layers.append($0.layers[0].sized(1)) }),
            (
                "is refused",
                { $0.layers[0].annotations["org.opencontainers.image.title"] = "../../etc/passwd" }
            ),
            ("is refused", { $0.layers[0].annotations["org.opencontainers.image.title"] = "/etc/passwd" }),
            ("is refused", { $0.layers[0].annotations["org.opencontainers.image.title"] = ".tweed/cache/x" }),
            ("is refused", { $0.layers[0].annotations["org.opencontainers.image.title"] = ".tweed/bases/x" }),
            ("bytes", { $0.layers[0].size += 1 }),
            ("1125899906842624", { $0.layers[0].size = 1 << 40 }),
        ]
        for (index, (words, change)) in changes.enumerated() {
            for isLazy in [false, true] {
                let scratch = try Scratch()
                let reason = try refusal(project, scratch, isLazy: isLazy) { manifest in
                    change(&manifest)
                    if index == 10 {
                        manifest.layers += (0..<2_000).map { number in
                            Descriptor(
                                mediaType: MediaType.object,
                                digest: Digest(of: Data("\(number)".utf8)), size: 1 << 40)
                        }
                    }
                }
                #expect(reason?.contains(words) == true, "\(index): \(reason ?? "taken")")
                #expect(!FileManager.default.fileExists(atPath: scratch("there/recipes")), "\(index)")
                #expect(
                    !scratch.files("cache").contains { $0.hasPrefix("objects/") || $0.hasPrefix("actions/") },
                    "\(index)")
            }
        }
    }

    @Test func linksInTheFolderAreNotFollowed() throws {
        let (project, scratch) = (try PackedProject(), try Scratch())
        try FileManager.default.createDirectory(
            atPath: scratch("outside"), withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: scratch("there"), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: scratch("there/recipes"), withDestinationPath: scratch("outside"))
        #expect(try refusal(project, scratch) { _ in } != nil)
        #expect(scratch.files("outside").isEmpty)
    }

    @Test func aLazyArtifactWhoseRecordsLieIsRefused() throws {
        let (project, scratch) = (try PackedProject(), try Scratch())
        // A record that the config does not list cannot be smuggled in as another layer's digest.
        let reason = try refusal(project, scratch, isLazy: true) { manifest in
            guard let object = manifest.layers.first(where: { $0.mediaType == MediaType.object }) else {
                return
            }
            manifest.layers = manifest.layers.map { layer in
                guard layer.mediaType == MediaType.action else { return layer }
                var other = layer
                other.digest = object.digest
                other.size = object.size
                return other
            }
        }
        #expect(reason != nil)
        #expect(!FileManager.default.fileExists(atPath: scratch("there/.tweed/remote.json")))
    }
}

extension Descriptor {
    fileprivate func sized(_ size: Int64) -> Descriptor {
        var other = self
        other.size = size
        return other
    }
}
