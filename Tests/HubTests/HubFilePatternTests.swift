import Hub
import Testing

struct HubFilePatternTests {
    @Test(arguments: [
        ("*", "a/b"), ("*.json", "unet/config.json"), ("unet/", "unet/a/b"), ("unet/*", "unet/x"),
        ("a?c", "abc"),
        ("a?c", "a/c"), ("[ab]*", "bx"), ("[!ab]*", "cx"), ("[a-c]x", "bx"), ("[]]", "]"), ("[!]]", "a"),
        ("a[", "a["), ("[", "["), ("*a*b*c*", "xxaxxbxxcxx"), ("ü?", "üß"),
        ("a**b", "ab"), ("[a-]", "-"),
    ])
    func matches(pattern: String, path: String) throws {
        #expect(HubFilePattern(pattern).matches(try HubFilePath(path)))
    }

    @Test(arguments: [
        ("*.json", "config.jso"), ("*.json", "config.json.txt"), ("a?c", "ac"), ("[ab]", "c"), ("[!a]", "a"),
        ("[c-a]", "b"), ("", "a"), ("A", "a"), ("unet", "unet/x"), ("*a*b*c*", "xxaxxcxxbxx"), ("[a", "a"),
    ])
    func doesNotMatch(pattern: String, path: String) throws {
        #expect(!HubFilePattern(pattern).matches(try HubFilePath(path)))
    }

    @Test func manyStarsTakeLittleTime() throws {
        let path = try HubFilePath(String(repeating: "a", count: 250))
        let pattern = HubFilePattern(String(repeating: "*a", count: 100) + "b")
        #expect(!pattern.matches(path))
    }
}
