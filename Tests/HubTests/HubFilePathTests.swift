import Hub
import Testing

struct HubFilePathTests {
    @Test(arguments: ["a", "unet/config.json", ".gitattributes", "a b/ü.txt", "...", "a..b/c", "~/x"])
    func plainNamesAreTaken(text: String) throws {
        #expect(try HubFilePath(text).text == text)
    }

    @Test(arguments: [
        "", "/", "/etc/passwd", "..", "../x", "a/../../x", "a/..", "./a", "a//b", "a/", "a\\..\\b", "C:\\x",
        "a\nb", "a\u{0}b", "a\u{2028}b", "a\u{7F}", String(repeating: "a", count: 256),
        String(repeating: "a/", count: 600) + "a",
    ])
    func namesThatLeadOutOrGarbleAreRefused(text: String) {
        #expect(throws: HubListingError.self) { try HubFilePath(text) }
    }

    @Test func aSlashWithAnAccentIsASlash() {
        #expect(throws: HubListingError.self) { try HubFilePath("../\u{301}x") }
        #expect(throws: HubListingError.self) { try HubFilePath("/\u{301}x") }
    }

    @Test func partsAreThoseOfTheSystem() throws {
        let path = try HubFilePath("a/b/c.json")
        #expect(path.steps == ["a", "b", "c.json"])
        #expect(path.name == "c.json")
        #expect(path.folder == "a/b")
        #expect(try HubFilePath("Z") < HubFilePath("a"))
        #expect(try HubFilePath("a-b") < HubFilePath("a/b"))
    }
}
