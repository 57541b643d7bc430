import Engine
import Foundation
import Testing
import Values

@testable import Artifacts

/// Manifests and indexes from strangers.
@Suite struct ManifestTests {
    private let layer = Descriptor(mediaType: MediaType.file, digest: Digest(of: Data([1])), size: 1)

    private func manifest(_ layers: [Descriptor]) -> ImageManifest {
        ImageManifest(
            artifactType: MediaType.recipeArtifact, config: .emptyConfig, layers: layers,
            annotations: ["a": "b"])
    }

    private func message(_ value: JSONValue) -> String {
        do {
            _ = try ImageManifest(parsing: value.canonicalData)
            return "accepted"
        } catch {
            return "\(error)"
        }
    }

    @Test func whatIsWrittenIsReadBack() throws {
        var original = manifest([layer])
        original.subject = layer
        #expect(try ImageManifest(parsing: original.data) == original)
        let index = ImageIndex([original.descriptor])
        #expect(try ImageIndex(parsing: index.data) == index)
        // The digest is that of the OCI image specification's example.
        #expect(
            Descriptor.emptyConfig.digest.hexadecimal
                == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a")
    }

    @Test func whatIsNoManifest() throws {
        let good = try JSONValue(parsing: manifest([layer]).data)
        func changed(_ change: (inout JSONValue) -> Void) -> String {
            var value = good
            change(&value)
            return message(value)
        }
        func changedLayer(_ name: String, _ value: JSONValue) -> String {
            changed { manifest in
                var layer = manifest["layers"]![0]!
                layer[name] = value
                manifest["layers"] = [layer]
            }
        }
        #expect(message(good) == "accepted")
        #expect(message([1]).contains("it is no JSON object"))
        #expect(changed { $0["schemaVersion"] = 1 }.contains("schemaVersion is not 2"))
        #expect(changed { $0["mediaType"] = .string(MediaType.imageIndex) }.contains("is of the type"))
        #expect(changed { $0["layers"] = "x" }.contains("layers is no list"))
        #expect(changed { $0["annotations"] = ["a": 1] }.contains("an annotation is no text"))
        #expect(changedLayer("size", -1).contains("size is negative"))
        #expect(changedLayer("size", 1.5).contains("size is no integer"))
        #expect(changedLayer("size", .integer(.max)).contains("at most 1099511627776"))
        #expect(changedLayer("digest", "sha512:00").contains("no other digests are known"))
        #expect(
            changedLayer("digest", .string("sha256:" + String(repeating: "A", count: 64))).contains(
                "no other"))
        #expect(changedLayer("mediaType", .null).contains("mediaType is no text"))
    }

    @Test func whatIsTooMuch() throws {
        let many = manifest((0...ArtifactLimits.layers).map { _ in layer })
        #expect(throws: ArtifactError.self) { try ImageManifest(parsing: many.data) }
        let long = Data(repeating: UInt8(ascii: " "), count: ArtifactLimits.manifestBytes + 1)
        #expect(
            throws: ArtifactError.tooLarge(
                "the manifest", bytes: Int64(long.count), maximum: Int64(ArtifactLimits.manifestBytes))
        ) { try ImageManifest(parsing: long) }
        let nested = Data(repeating: UInt8(ascii: "["), count: 100_000)
        #expect(throws: ArtifactError.self) { try ImageManifest(parsing: nested) }
        let large = (0..<1_025).map { number in
            Descriptor(
                mediaType: MediaType.object, digest: Digest(of: Data("\(number)".utf8)),
                size: ArtifactLimits.blobBytes)
        }
        #expect(throws: ArtifactError.self) { try ImageManifest(parsing: manifest(large).data) }
        #expect(throws: Never.self) { try ImageManifest(parsing: manifest(Array(large.prefix(1_023))).data) }
    }

    @Test func oneDigestWithTwoSizes() throws {
        var other = layer
        other.size = 2
        #expect(throws: ArtifactError.self) { try ImageManifest(parsing: manifest([layer, other]).data) }
        #expect(try ImageManifest(parsing: manifest([layer, layer]).data).blobs.count == 2)
    }
}
