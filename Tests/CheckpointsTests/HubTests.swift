import Checkpoints
import Foundation
import Hub
import Testing

@Suite final class HubTests {
    private let folder: TemporaryFolder
    private static let commit = "0123456789abcdef0123456789abcdef01234567"

    init() throws { folder = try TemporaryFolder() }

    private var cache: HubCache { HubCache(environment: ["HF_HUB_CACHE": folder.path]) }

    /// As `hf download` lays it out.
    private func download() throws {
        let home = "models--org--tiny"
        try folder.write(Self.commit, to: "\(home)/refs/main")
        try folder.write(Self.commit + "\n", to: "\(home)/refs/refs/pr/7")
        let shards = "checkpoints/shards_safetensors"
        for (blob, name) in [
            ("aa", "model.safetensors.index.json"), ("bb", "model-00001-of-00002.safetensors"),
            ("cc", "model-00002-of-00002.safetensors"),
        ] {
            try folder.write(Fixtures.bytes("\(shards)/\(name)"), to: "\(home)/blobs/\(blob)")
            try folder.link("\(home)/snapshots/\(Self.commit)/\(name)", to: "../../blobs/\(blob)")
        }
    }

    @Test(arguments: [
        (["HF_HUB_CACHE": "/c", "HF_HOME": "/h"], "/c"), (["HF_HOME": "/h", "HOME": "/u"], "/h/hub"),
        (["XDG_CACHE_HOME": "/x", "HOME": "/u"], "/x/huggingface/hub"),
        (["HOME": "/u"], "/u/.cache/huggingface/hub"),
        (["HF_HOME": "~/hf", "HOME": "/u"], "/u/hf/hub"),
        (["HF_HOME": "", "HOME": "/u"], "/u/.cache/huggingface/hub"),
    ])
    func theCacheIsWherePythonHasIt(environment: [String: String], expected: String) {
        #expect(HubCache(environment: environment).folder == expected)
    }

    @Test(arguments: ["", "@main", "@refs/pr/7", "@" + commit])
    func aSnapshotIsFound(revision: String) throws {
        try download()
        let snapshot = try cache.snapshot(HubReference("hub:org/tiny" + revision))
        #expect(snapshot == "\(folder.path)/models--org--tiny/snapshots/\(Self.commit)")
    }

    @Test func itsLinksIntoTheBlobsAreFollowed() throws {
        try download()
        let tree = try cache.tree(HubReference("hub:org/tiny"))
        #expect(try CheckpointFolder(tree).weights().tensors.count == 3)
        #expect(try CheckpointInspection(path: "hub:org/tiny", cache: cache).parameters == 14)
    }

    @Test func whatIsAbsentIsTold() throws {
        let other = HubReference.self
        #expect(
            message(without: folder.path) { _ = try cache.snapshot(other.init("hub:org/tiny")) }
                == "hub:org/tiny@main: the model is not in PATH; run: tweed hub download org/tiny --revision main"
        )
        try download()
        #expect(
            message(without: folder.path) { _ = try cache.snapshot(other.init("hub:org/tiny@fp16")) } == """
                hub:org/tiny@fp16: the revision "fp16" is not in PATH/models--org--tiny; run: tweed hub download org/tiny \
                --revision fp16
                """)
        try folder.write("../../etc", to: "models--org--tiny/refs/evil")
        #expect(
            message { _ = try cache.snapshot(other.init("hub:org/tiny@evil")) }.contains("names no commit"))
    }

    @Test(arguments: [
        "hub:", "hub:../x", "hub:org/../x", "hub:/x", "hub:org/", "hub:a/b/c", "hub:a--b/c", "hub:org/x@../y",
        "hub:org/x@", "hub:org/x@/y", "hub:org/x@a//b", "hub:org/.x", "hub:org/x y", "hub:org/x@a\nb",
        "org/x", "hub:org/é",
        "hub:org/x;rm",
    ])
    func namesThatLeadElsewhereAreRefused(text: String) {
        #expect(throws: HubReferenceError.self) { try HubReference(text) }
    }
}
