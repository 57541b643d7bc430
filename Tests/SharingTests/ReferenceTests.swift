import Sharing
import Testing

struct ReferenceTests {
    private static let digest = String(repeating: "ab", count: 32)

    @Test func partsAreToldApart() throws {
        let reference = try RegistryReference("localhost:5000/team/toy:v1")
        #expect(reference.registry == "localhost:5000")
        #expect(reference.name == "team/toy")
        #expect(reference.tag == "v1")
        let pinned = try RegistryReference("ghcr.io/a/b@sha256:\(Self.digest)")
        #expect(pinned.digest?.hexadecimal == Self.digest)
        #expect("\(pinned)" == "ghcr.io/a/b@sha256:\(Self.digest)")
    }

    @Test(arguments: [
        "toy", "team/toy:v1", "ghcr.io/", "ghcr.io/Team/toy", "ghcr.io/a//b", "ghcr.io/a/../b", "ghcr.io/a:",
        "ghcr.io/a:-x", "ghcr.io/a@sha256:12", "ghcr.io/a@md5:\(digest)", "ghcr.io/a___b", "user@ghcr.io/a",
        "ghcr.io/a?x", "",
    ])
    func whatIsNoReferenceIsRefused(_ text: String) {
        #expect(throws: ReferenceError.self) { try RegistryReference(text) }
    }
}
