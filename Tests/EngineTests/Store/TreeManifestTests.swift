import Foundation
import Testing

@testable import Engine

@Suite struct TreeManifestTests {
    private let digest = Digest(of: Data("abc".utf8))

    @Test func oneFormAndBack() throws {
        let manifest = TreeManifest(files: [
            "b/c.txt": .init(digest: digest, size: 3),
            "a": .init(digest: digest, size: 3, isExecutable: true),
        ])
        let text = String(decoding: manifest.data, as: UTF8.self)
        let hexadecimal = digest.hexadecimal
        #expect(
            text == #"{"files":{"a":{"digest":"\#(hexadecimal)","executable":true,"size":3},"#
                + #""b/c.txt":{"digest":"\#(hexadecimal)","executable":false,"size":3}},"tree":1}"#)
        #expect(try TreeManifest(manifest.data) == manifest)
        #expect(manifest.size == 6)
    }

    @Test(arguments: ["../x", "/etc/passwd", "a/../../x", "a//b", "", ".", "a/", "a\u{0}b"])
    func pathsThatLeadOutAreRefused(path: String) throws {
        let data = TreeManifest(files: [path: .init(digest: digest, size: 3)]).data
        #expect(throws: EngineError.damagedManifest(Digest(of: data), .path(path))) { try TreeManifest(data) }
    }

    @Test(arguments: [
        "", "{}", "[]", #"{"tree":2,"files":{}}"#, #"{"tree":1,"files":{"a":{"digest":"x","size":1}}}"#,
    ])
    func anythingElseIsRefused(text: String) {
        #expect(throws: EngineError.self) { try TreeManifest(Data(text.utf8)) }
    }

    @Test func anArtifactKnowsItsFiles() throws {
        let file = Artifact.File(relativePath: "a/b", path: "/somewhere", digest: digest, size: 3)
        let artifact = Artifact(digest: digest, isFolder: true, files: [file])
        #expect(try artifact.path(of: "a/b") == "/somewhere")
        #expect(throws: EngineError.noSuchFile("a", in: digest, isFolder: true)) {
            try artifact.path(of: "a")
        }
        #expect(
            EngineError.noSuchFile("a", in: digest, isFolder: true).description
                == "artifact ba7816bf8f01 holds no file a")
    }
}
