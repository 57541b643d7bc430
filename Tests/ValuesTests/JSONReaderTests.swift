import Testing
import Values

@Suite struct JSONReaderTests {
    /// Texts that RFC 8259 allows, with what they mean in canonical form.
    static let accepted: [(String, String)] = [
        ("null", "null"), (" true ", "true"), ("false\n", "false"), ("\t[\r\n]\t", "[]"), ("{}", "{}"),
        ("0", "0"), ("-0", "0"), ("-0.0", "0"), ("12", "12"), ("1.0", "1"), ("1e2", "100"), ("1E+2", "100"),
        ("1.5e-3", "0.0015"), ("9223372036854775807", "9223372036854775807"),
        ("-9223372036854775808", "-9223372036854775808"), ("9223372036854775808", "9223372036854776000"),
        ("1e-400", "0"), ("\"\"", "\"\""), (#""\"\\\/\b\f\n\r\t""#, #""\"\\/\b\f\n\r\t""#),
        (#""\ud83d\ude00""#, "\"\u{1F600}\""), (#""\u0041\u00e9""#, "\"Aé\""), ("\"\u{7F}\"", "\"\u{7F}\""),
        ("\"// no comment\"", "\"// no comment\""), ("{\"a\"\n:\n1}", "{\"a\":1}"),
        ("[1,[2,{\"a\":[]}]]", "[1,[2,{\"a\":[]}]]"),
        ("{\"\":1}", "{\"\":1}"),
        (
            "{\"" + String(repeating: "k", count: 2000) + "\":1}",
            "{\"" + String(repeating: "k", count: 2000) + "\":1}"
        ),
    ]

    @Test(arguments: accepted)
    func accepts(text: String, canonical: String) throws {
        #expect(try JSONValue(parsing: text).canonicalText == canonical)
    }

    /// Texts that are refused, with the whole complaint.
    static let refused: [(String, String)] = [
        ("", "t:1:1: the text is empty; expected a JSON value"),
        (" \n ", "t:2:2: the text is empty; expected a JSON value"),
        ("[1,]", "t:1:3: a comma after the last element; JSON has none, remove it"),
        ("{\"a\":1,\n}", "t:1:7: a comma after the last member; JSON has none, remove it"),
        ("[,1]", "t:1:2: unexpected \",\"; expected a value"),
        ("[1 2]", "t:1:3: a comma is missing between two elements"),
        ("{\"a\": 1\n \"b\": 2}", "t:1:8: a comma is missing before the next key"),
        ("{\"a\" 1}", "t:1:5: a \":\" is missing after the key \"a\""),
        ("{\"a\":}", "t:1:6: unexpected \"}\"; expected a value"),
        ("{1: 2}", "t:1:2: the key 1 must stand in double quotes: \"1\""),
        ("{a: 2}", "t:1:2: the key a must stand in double quotes: \"a\""),
        ("{'a': 2}", "t:1:2: strings stand in double quotes, not in single ones"),
        ("['a']", "t:1:2: strings stand in double quotes, not in single ones"),
        ("{[]: 2}", "t:1:2: unexpected \"[\"; expected a key in double quotes or \"}\""),
        ("{\"a\":1,[]}", "t:1:8: unexpected \"[\"; expected a key in double quotes"),
        ("[1; 2]", "t:1:3: unexpected \";\"; expected \",\" or \"]\""),
        ("// x\n1", "t:1:1: JSON has no comments; remove it, or write the recipe in YAML"),
        ("[1 /* x */]", "t:1:4: JSON has no comments; remove it, or write the recipe in YAML"),
        ("# x", "t:1:1: JSON has no comments; remove it, or write the recipe in YAML"),
        ("NaN", "t:1:1: JSON has no NaN; a number must be finite"),
        ("[-Infinity]", "t:1:2: JSON has no -Infinity; a number must be finite"),
        ("True", "t:1:1: unknown word True; did you mean true?"),
        ("[None]", "t:1:2: unknown word None; did you mean null?"),
        ("hello", "t:1:1: unknown word hello; a string must stand in double quotes"),
        ("[\"a", "t:1:2: this string is never closed; a double quote is missing on its line"),
        ("[\"a\nb\"]", "t:1:2: this string is never closed; a double quote is missing on its line"),
        ("\"a\u{9}\"", "t:1:3: a string holds the control character U+0009; write \\t"),
        ("\"\u{0}\"", "t:1:2: a string holds the control character U+0000; write \\u0000"),
        (
            #""\x41""#,
            #"t:1:2: unknown escape \x; JSON has \" \\ \/ \b \f \n \r \t and \u with four hexadecimal digits"#
        ),
        (
            #""\u12g4""#,
            #"t:1:2: unknown escape \u12; JSON has \" \\ \/ \b \f \n \r \t and \u with four hexadecimal digits"#
        ),
        (#""\ud83d""#, #"t:1:2: \ud83d is half of a surrogate pair; the other half is missing"#),
        (#""\ude00""#, #"t:1:2: \ude00 is half of a surrogate pair; the other half is missing"#),
        (#""\ud83d\u0041""#, #"t:1:2: \ud83d is half of a surrogate pair; the other half is missing"#),
        ("[1", "t:1:1: this list is never closed; a \"]\" is missing"),
        ("[1,", "t:1:1: this list is never closed; a \"]\" is missing"),
        ("{\"a\": 1", "t:1:1: this object is never closed; a \"}\" is missing"),
        ("{", "t:1:1: this object is never closed; a \"}\" is missing"),
        ("[", "t:1:2: unexpected end of the text; expected a value"),
        ("1 2", "t:1:3: the JSON value has ended, but more text follows"),
        ("[]]", "t:1:3: the JSON value has ended, but more text follows"),
        ("01", "t:1:1: 01 is not a JSON number: it must not start with a zero"),
        ("+1", "t:1:1: +1 is not a JSON number: it must not start with a plus sign"),
        (".5", "t:1:1: .5 is not a JSON number: a digit must stand before the point"),
        ("-.5", "t:1:1: -.5 is not a JSON number: a digit must stand before the point"),
        ("1.", "t:1:1: 1. is not a JSON number: a digit must follow the point"),
        ("1e", "t:1:1: 1e is not a JSON number: a digit must follow the exponent sign"),
        ("1e+", "t:1:1: 1e+ is not a JSON number: a digit must follow the exponent sign"),
        ("-", "t:1:1: - is not a JSON number: digits must follow the minus sign"),
        ("0x1F", "t:1:1: 0x1F is not a JSON number: only decimal digits are allowed"),
        ("1_000", "t:1:1: 1_000 is not a JSON number: something follows its digits"),
        ("1e400", "t:1:1: 1e400 is not a JSON number: it is beyond the range of 64-bit floating point"),
        ("{\"a\":1,\"b\":2,\"a\":3}", "t:1:14: the key \"a\" stands here for the second time"),
        ("{\"a\":1,\"\\u0061\":3}", "t:1:8: the key \"a\" stands here for the second time"),
        (
            "\u{FEFF}{}",
            "t:1:1: the text starts with a byte order mark, which JSON does not have; save the file as UTF-8 without BOM"
        ),
        ("[\u{A0}1]", "t:1:2: unexpected \"\u{A0}\"; expected a value"),
        ("[\"é😀\" x]", "t:1:6: a comma is missing between two elements"),
        ("[\u{1}]", "t:1:2: unexpected control character 0x1; expected a value"),
    ]

    @Test(arguments: refused)
    func refuses(text: String, complaint: String) {
        let error = #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: text, name: "t") }
        #expect(error?.description == complaint)
    }

    @Test func refusesBytesThatAreNotUTF8() {
        let bytes: [UInt8] = Array("[\"é".utf8) + [0xFF] + Array("\"]".utf8)
        let error = #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: bytes, name: "t") }
        #expect(error?.description == "t:1:4: byte 0xFF is not UTF-8; save the file as UTF-8")
    }

    @Test func refusesNestingBombs() throws {
        let bomb = String(repeating: "[", count: 1_000_000)
        let error = #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: bomb, name: "t") }
        #expect(error?.description == "t:1:65: nested more than 64 levels deep")
        let deepest = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(try JSONValue(parsing: deepest).canonicalText == deepest)
    }

    @Test func refusesTwentyMegabytes() {
        let bytes = [UInt8](repeating: 0x20, count: 20_000_000)
        let error = #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: bytes, name: "t") }
        #expect(error?.description == "t:1:1: the text has 20000000 bytes; at most 16777216 are read")
    }

    @Test func refusesMoreValuesThanTheLimit() throws {
        let limits = JSONReader.Limits(maximumNodes: 4)
        #expect(try JSONValue(parsing: "[1, [2]]", limits: limits) == [1, [2]])
        let error = #expect(throws: JSONSyntaxError.self) {
            try JSONValue(parsing: "[1, [2, 3]]", name: "t", limits: limits)
        }
        #expect(error?.description == "t:1:9: the text has more than 4 values")
    }

    @Test func keepsPlacesOfKeysAndValues() throws {
        let source = SourceText(name: "t", text: "{\r\n \"é\": [1,\r  \"x\"]\n}")
        let node = try JSONReader.read(source)
        let member = try #require(node.objectValue?.member("é"))
        #expect(member.keyRange.description == "t:2:2")
        #expect(member.keyRange.text == "\"é\"")
        #expect(member.value.range.description == "t:2:7")
        let last = try #require(member.value.arrayValue?.last)
        #expect(last.range.description == "t:3:3")
        #expect(last.range.text == "\"x\"")
        #expect(node.range.offsets == 0..<source.bytes.count)
    }

    @Test func duplicateKeyTellsWhereTheFirstStands() {
        let error = #expect(throws: JSONSyntaxError.self) {
            try JSONValue(parsing: "{\"a\": 1,\n \"a\": 2}", name: "t")
        }
        #expect(error?.related?.description == "t:1:2")
    }
}
