import Foundation
import Recipes
import Testing
import Values

/// Small and large texts that are meant to take long or to fill memory. The bounds on time are many times what the
/// tests take in a debug build.
@Suite struct BombTests {
    private static let limit = Duration.seconds(20)

    private func messages(_ text: String, _ name: String) -> [String] {
        let clock = ContinuousClock()
        let started = clock.now
        defer { #expect(started.duration(to: clock.now) < Self.limit) }
        let source = SourceText(name: name, text: text)
        guard case .failure(let problems) = RecipeLoader.load(source, catalogue: testCatalogue) else {
            return []
        }
        let rendered = problems.rendered()
        #expect(rendered.utf8.count < 200_000)
        return problems.diagnostics.map(\.problem.message)
    }

    private static let megabyte = 1_000_000

    /// libyaml takes quadratic time in depth where nobody stops it.
    static let nestings = [
        "[", "{a: ", "{? ", "- ", "? ", "&a [", "[&a ", "[*a,", "- - ", "[[],", "{a: {},b: ", "!x [", "[\"",
        "[x,",
        "- ? - ", "? - ? ", ">\n [", "[#\n", "{a,", "[: ",
    ]

    @Test(arguments: nestings) func yamlNesting(piece: String) {
        let text = String(repeating: piece, count: Self.megabyte / piece.utf8.count)
        #expect(messages(text, "recipes/x.yaml").count == 1)
    }

    @Test(arguments: nestings) func yamlNestingBelowAKey(piece: String) {
        let text = "tweed: 1\nparams:\n  a: " + String(repeating: piece, count: 200_000 / piece.utf8.count)
        #expect(messages(text, "recipes/x.yaml").count == 1)
    }

    /// Lines, each deeper than the one before.
    @Test(arguments: ["a:", "-", "- a:", "?"]) func yamlIndentation(key: String) {
        let text = (0..<1000).map { String(repeating: " ", count: $0 * 2) + key }.joined(separator: "\n")
        #expect(messages(text, "recipes/x.yaml").count == 1)
    }

    @Test(arguments: [
        "#", " ", "\n", "a", "'", "\"\\x41", "---\n", "%A\n", "&a", "*a ", "!a ", "|\n", "a: ", "\u{85}", "é",
    ])
    func yamlRepetition(piece: String) {
        let text = String(repeating: piece, count: Self.megabyte / piece.utf8.count)
        #expect(!messages(text, "recipes/x.yaml").isEmpty)
    }

    @Test(arguments: ["[", "{\"a\":", "[[],", "{\"a\":{},\"b\":", "[{\"a\":"]) func jsonNesting(piece: String)
    {
        let text = String(repeating: piece, count: Self.megabyte / piece.utf8.count)
        #expect(messages(text, "recipes/x.json") == ["nested more than 64 levels deep"])
    }

    @Test(arguments: [" ", "\n", "\"", "1", "-", "1e", ",", "\\", "/", "'", "a"]) func jsonRepetition(
        piece: String
    ) {
        #expect(messages(String(repeating: piece, count: Self.megabyte), "recipes/x.json").count == 1)
    }

    /// A few megabytes of small values would take seconds and hundreds of megabytes.
    @Test(arguments: ["recipes/x.json", "recipes/x.yaml"]) func manyValues(name: String) {
        let text = "{\"tweed\": 1, \"params\": {\"a\": [" + String(repeating: "1,", count: 100_000) + "1]}}"
        let all = messages(text, name)
        #expect(all.count == 1 && all[0].hasSuffix("the text has more than 100000 values"), "\(all)")
    }

    @Test func overridesCannotDeepenBeyondWhatIsRead() {
        let path = "params.a" + String(repeating: ".b", count: 60)
        let value = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        let nested = String(repeating: #"{"b":"#, count: 60) + "1" + String(repeating: "}", count: 60)
        let text = recipe(#""r": {"uses": "report"}"#, params: "{\"a\": \(nested)}")
        let result = RecipeLoader.load(
            SourceText(name: "recipes/x.json", text: text), catalogue: testCatalogue,
            overrides: ["\(path)=\(value)"])
        guard case .failure(let problems) = result else {
            Issue.record("124 levels were accepted")
            return
        }
        #expect(
            problems.diagnostics.map(\.problem.message) == [
                "look-ups and lists nest more than 64 levels deep"
            ])
    }

    /// A hundred mistakes at the end of one line of megabytes: each wants its line and column.
    @Test func manyMistakesInOneLongLine() {
        let keys = (0..<200).map { ",\"x\($0)\":1" }.joined()
        let text = "{\"tweed\":1,\"description\":\"" + String(repeating: "é", count: 2_000_000) + "\"\(keys)}"
        #expect(messages(text, "recipes/x.json").count == 101)
    }

    @Test func aLongKeyIsNotRepeatedInFull() {
        let key = String(repeating: "k", count: 2_000_000)
        #expect(
            messages("{\"tweed\":1,\"stages\":{},\"\(key)\":1}", "recipes/x.json").allSatisfy {
                $0.utf8.count < 1000
            })
        #expect(messages("{\"\(key)\" 1}", "recipes/x.json").count == 1)
    }

    /// Halves that are joined again and again.
    @Test func lookUpsInsideLookUps() {
        for piece in [
            "${", "${params.", "${stages.a[", "${stages.a[b=${", "$${", "${stages.a[b=1,", "${a[0]",
        ] {
            let text = String(repeating: piece, count: 200_000 / piece.utf8.count)
            let all = messages(
                recipe("\"a\": {\"uses\": \"report\", \"with\": {\"of\": \"\(text)\"}}"), "recipes/x.json")
            #expect(all.count == 1 && all[0].utf8.count < 1000, "\(piece): \(all)")
        }
    }
}
