import Foundation
import Hub
import Testing

struct HubEnvironmentTests {
    @Test func theEndpointIsTheHubUnlessNamed() {
        #expect(HubEnvironment([:]).endpoint == "https://huggingface.co")
        #expect(HubEnvironment(["HF_ENDPOINT": "http://localhost:1/a//"]).endpoint == "http://localhost:1/a")
    }

    @Test(arguments: [
        (["HF_HUB_OFFLINE": "1"], true), (["HF_HUB_OFFLINE": "yes"], true), (["HF_HUB_OFFLINE": "0"], false),
        (["TRANSFORMERS_OFFLINE": "true"], true),
        (["HF_HUB_OFFLINE": "0", "TRANSFORMERS_OFFLINE": "1"], false),
        ([:], false),
    ])
    func offlineIsSaidAsForPython(environment: [String: String], expected: Bool) {
        #expect(HubEnvironment(environment).isOffline == expected)
    }

    @Test func theTokenIsInTheEnvironmentOrInItsFile() throws {
        let home = FileManager.default.temporaryDirectory.appendingPathComponent("hub-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: home) }
        #expect(HubEnvironment(["HF_HOME": home.path]).token() == nil)
        try Data("hf_file\n".utf8).write(to: home.appendingPathComponent("token"))
        #expect(HubEnvironment(["HF_HOME": home.path]).token() == "hf_file")
        #expect(HubEnvironment(["HF_HOME": home.path, "HF_TOKEN": " hf_word\n"]).token() == "hf_word")
        let path = home.appendingPathComponent("token").path
        #expect(HubEnvironment(["HF_TOKEN_PATH": path]).token() == "hf_file")
        #expect(
            HubEnvironment(["HF_TOKEN": "x", "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1", "HF_HOME": home.path])
                .token()
                == nil)
    }

    @Test func linksLeadFromEveryDepthToTheBlobs() throws {
        let repository = HubCache(folder: "/c").repository(try HubReference("hub:org/name"))
        let path = try HubFilePath("a/b.json")
        #expect(repository.pointer(path, commit: "s") == "/c/models--org--name/snapshots/s/a/b.json")
        #expect(repository.target(of: path, etag: "e") == "../../../blobs/e")
        #expect(repository.target(of: try HubFilePath("b"), etag: "e") == "../../blobs/e")
        #expect(repository.lock("e") == "/c/.locks/models--org--name/e.lock")
    }
}
