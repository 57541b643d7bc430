import Recipes
import Testing
import Values

@Suite struct YAMLReaderTests {
    private func read(_ text: String) throws -> JSONValue {
        try YAMLReader.read(SourceText(name: "t", text: text)).value
    }

    static let equal: [(String, String)] = [
        ("a: 1\nb: [x, 2.5, true, null]\n", #"{"a": 1, "b": ["x", 2.5, true, null]}"#),
        ("a:\n  - b: ~\n    c:\n  - 'it''s'\n", #"{"a": [{"b": null, "c": null}, "it's"]}"#),
        ("{\"a\": \"\\ud83d\"}".replacing("\\ud83d", with: "\\U0001F600"), "{\"a\": \"\u{1F600}\"}"),
        ("a: |\n  one\n  two\nb: >-\n  one\n  two\n", #"{"a": "one\ntwo\n", "b": "one two"}"#),
        (
            "# comment\n---\na: 0x1F # more\nb: 0o17\nc: +12\nd: 1e3\ne: .5\n...\n",
            #"{"a":31,"b":15,"c":12,"d":1000.0,"e":0.5}"#
        ),
        (
            "a: yes\nb: 'true'\nc: 1_000\nd: 1:30\ne: 0x\nf: .\ng: 1e\n",
            #"{"a":"yes","b":"true","c":"1_000","d":"1:30","e":"0x","f":".","g":"1e"}"#
        ),
        ("a: &x [1, 2]\nb: *x\n", #"{"a": [1, 2], "b": [1, 2]}"#),
        ("1: a\ntrue: b\n", #"{"1": "a", "true": "b"}"#),
        ("a: ${params.x}\nb: \"${stages.y}\"\n", #"{"a": "${params.x}", "b": "${stages.y}"}"#),
        ("\u{FEFF}a: é\r\nb: 012\r\n", #"{"a": "é", "b": 12}"#),
        ("9223372036854775807", "9223372036854775807"), ("-9223372036854775809", "-9.223372036854775809e18"),
    ]

    @Test(arguments: equal)
    func meansTheSameAsJSON(yaml: String, json: String) throws {
        #expect(try read(yaml) == JSONValue(parsing: json))
    }

    static let refused: [(String, String)] = [
        ("", "t:1:1: the text is empty; expected a recipe"),
        ("a: 1\n---\nb: 2\n", "t:2:1: a recipe is one document; a second one starts here"),
        ("a: !!str 1\n", "t:1:4: the tag tag:yaml.org,2002:str has no meaning in a recipe; remove it"),
        ("a: !run [rm]\n", "t:1:4: the tag !run has no meaning in a recipe; remove it"),
        ("a: *x\n", "t:1:4: the alias *x has no anchor &x before it"),
        ("a: &x [*x]\n", "t:1:8: the alias *x stands inside of its own anchor"),
        ("[a]: 1\n", "t:1:1: a key must be plain text"),
        (
            "a: &x {b: 1}\nc:\n  <<: *x\n",
            "t:3:3: merge keys (<<) are not part of YAML 1.2; use \"extends\" or an alias for the whole value"
        ),
        ("é: 1\nb: 2\né: 3\n", "t:3:1: the key \"é\" stands here for the second time"),
        ("a: .nan\n", "t:1:4: .nan is no number that a recipe can use; a number must be finite"),
        ("a: -.inf\n", "t:1:4: -.inf is no number that a recipe can use; a number must be finite"),
        ("a: 1e999\n", "t:1:4: 1e999 is beyond the range of 64-bit floating point"),
        ("a:\n\tb: 1\n", "t:2:1: YAML does not allow tabs for indentation; use spaces"),
        ("é: @x\n", "t:1:4: no plain value starts with @; put it in quotes"),
        (
            "a: b: c\n",
            "t:1:5: a \":\" is not expected here; keys of one mapping start in the same column, and a value that holds \": \" stands in quotes"
        ),
        (
            "a: 1\n b: 2\n",
            "t:2:3: a \":\" is not expected here; keys of one mapping start in the same column, and a value that holds \": \" stands in quotes"
        ),
        ("a: [1, 2\n", "t:2:1: expected \",\" or \"]\""),
        ("a: \"x\n", "t:2:1: a quote is not closed before the end of the file"),
        ("a: \u{1}\n", "t:1:4: control characters are not allowed"),
    ]

    @Test(arguments: refused)
    func refuses(text: String, complaint: String) {
        let error = #expect(throws: YAMLSyntaxError.self) { try read(text) }
        #expect(error?.description == complaint)
    }

    @Test func placesCountCharactersLikeEditors() throws {
        let node = try YAMLReader.read(SourceText(name: "t", text: "é😀: {ü: [x, 'ö y']}\n"))
        let outer = try #require(node.objectValue?.member("é😀"))
        #expect(outer.keyRange.text == "é😀")
        let inner = try #require(outer.value.objectValue?.member("ü"))
        #expect(inner.keyRange.description == "t:1:6")
        #expect(inner.value.arrayValue?.last?.range.text == "'ö y'")
        #expect(inner.value.arrayValue?.last?.range.description == "t:1:13")
    }

    @Test func aliasBombsAreRefused() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        let error = #expect(throws: YAMLSyntaxError.self) { try read(text) }
        #expect(error?.problem == .tooManyNodes(maximum: 100_000))
    }

    @Test func aliasesDoNotDeepenBeyondTheLimit() {
        var text = "a0: &a0 [x]\n"
        for level in 1...64 { text += "a\(level): &a\(level) [*a\(level - 1)]\n" }
        let error = #expect(throws: YAMLSyntaxError.self) { try read(text) }
        #expect(error?.problem == .tooDeep(maximum: 64))
    }

    @Test(arguments: [
        String(repeating: "[", count: 500_000), String(repeating: "{a: ", count: 200_000),
        String(repeating: "- ", count: 500_000),
    ])
    func nestingBombsAreRefused(text: String) {
        let error = #expect(throws: YAMLSyntaxError.self) { try read(text) }
        #expect(error?.problem == .tooDeep(maximum: 64))
    }

    @Test func twentyMegabytesAreRefused() {
        let source = SourceText(name: "t", bytes: [UInt8](repeating: 0x20, count: 20_000_000))
        let error = #expect(throws: YAMLSyntaxError.self) { try YAMLReader.read(source) }
        #expect(error?.description == "t:1:1: the text has 20000000 bytes; at most 16777216 are read")
    }
}
