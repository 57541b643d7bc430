import Recipes
import Testing
import Values

/// Names become folders, keys of objects and words on a terminal.
@Suite struct HostileNamesTests {
    /// Each as JSON spells it, and as messages show it.
    static let names = [
        (#"a\u0000b"#, "a\u{FFFD}b"), (#"a\nb"#, "a\u{FFFD}b"), (#"a\r\nb"#, "a\u{FFFD}\u{FFFD}b"),
        ("..", ".."),
        (".", "."), ("a/b", "a/b"), ("/etc", "/etc"), (#"a\\b"#, "a\\b"), ("", ""), (" a", " a"),
        ("-a", "-a"),
        (#"\u001b[2Ja"#, "\u{FFFD}[2Ja"), (#"a\u202eb"#, "a\u{FFFD}b"), ("é", "é"), (#"a\u0301"#, "a\u{301}"),
        (String(repeating: "n", count: 65), String(repeating: "n", count: 59) + "…"),
    ]

    private static let rest =
        "is no name for WHAT; a name has 1 to 64 letters, digits, \"-\" and \"_\", and starts with a letter or digit"

    private func check(_ text: String, _ what: String, _ shown: String) {
        let expected = "\"\(shown)\" " + Self.rest.replacing("WHAT", with: what)
        let all = messages(text)
        #expect(all.contains { $0.unicodeScalars.elementsEqual(expected.unicodeScalars) }, "\(all)")
        let rendered = problems(text)
        #expect(!rendered.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x202E })
        #expect(rendered.contains("recipes/x.json:"))
    }

    @Test(arguments: names) func stages(name: String, shown: String) {
        check(recipe("\"\(name)\": {\"uses\": \"report\"}"), "a stage", shown)
    }

    @Test(arguments: names) func params(name: String, shown: String) {
        check(recipe(#""a": {"uses": "report"}"#, params: "{\"\(name)\": 1}"), "a parameter", shown)
    }

    @Test(arguments: names) func axes(name: String, shown: String) {
        check(recipe("\"a\": {\"uses\": \"report\", \"matrix\": {\"\(name)\": [1]}}"), "a matrix axis", shown)
    }

    @Test(arguments: names) func recipes(name: String, shown: String) {
        check(
            "{\"tweed\": 1, \"name\": \"\(name)\", \"stages\": {\"a\": {\"uses\": \"report\"}}}", "a recipe",
            shown)
    }

    /// Outputs, needs, selectors and kinds must be among those that exist.
    @Test(arguments: names) func references(name: String, shown: String) {
        for stage in [
            "{\"uses\": \"\(name)\"}", "{\"uses\": \"report\", \"needs\": [\"\(name)\"]}",
            "{\"uses\": \"report\", \"with\": {\"of\": [\"${stages.\(name)}\"]}}",
            "{\"uses\": \"report\", \"with\": {\"of\": [\"${stages.w.\(name)}\"]}}",
            "{\"uses\": \"report\", \"with\": {\"\(name)\": 1}}", "{\"uses\": \"report\", \"\(name)\": 1}",
            "{\"uses\": \"report\", \"matrix\": {\"m\": [\"\(name)/\"]}}",
        ] {
            let text = recipe("\"w\": {\"uses\": \"make-weights\"}, \"a\": \(stage)")
            let rendered = problems(text)
            #expect(rendered.contains("recipes/x.json:"), "\(stage)")
            #expect(!rendered.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x202E })
        }
    }

    @Test func yamlNamesAreJudgedAlike() {
        let text = "tweed: 1\nstages:\n  \"a\\nb\": {uses: report}\n  \"c\\0\": {uses: report}\n"
        let rendered = problems(text, name: "recipes/x.yaml")
        #expect(rendered.contains("recipes/x.yaml:3:3: error: \"a\u{FFFD}b\" is no name for a stage;"))
        #expect(rendered.contains("recipes/x.yaml:4:3: error: \"c\u{FFFD}\" is no name for a stage;"))
    }
}
