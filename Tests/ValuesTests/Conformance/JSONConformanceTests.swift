import Testing
import Values

/// The reader accepts all that RFC 8259 says is JSON and refuses what is not. Where the standard leaves the choice,
/// the choice is that of I-JSON (RFC 7493): what two programs may understand differently is refused.
@Suite struct JSONConformanceTests {
    private func mistake(in bytes: [UInt8]) -> JSONSyntaxError? {
        do {
            _ = try JSONValue(parsing: bytes, name: "t")
            return nil
        } catch { return error }
    }

    @Test(arguments: AcceptedJSON.all) func accepts(_ json: JSONCase) throws {
        let value = try JSONValue(parsing: json.bytes)
        #expect(try JSONValue(parsing: value.canonicalText).canonicalText == value.canonicalText)
    }

    @Test(arguments: RefusedJSON.all) func refuses(_ json: JSONCase) throws {
        let error = try #require(mistake(in: json.bytes))
        #expect(error.range.offsets.upperBound <= json.bytes.count)
        #expect(!error.message.isEmpty)
    }

    /// Grammatical, but refused: section 4 (names should be unique), 6 (range of numbers), 8.2 (halves of pairs) and
    /// 9 (limits) leave it to the reader.
    static let chosen: [(JSONCase, String)] = [
        (JSONCase("a key twice", #"{"a":1,"a":1}"#), "the key \"a\" stands here for the second time"),
        (
            JSONCase("a key twice, once escaped", #"{"a":1,"\u0061":2}"#),
            "the key \"a\" stands here for the second time"
        ),
        (
            JSONCase("a key twice, spelled in two ways", "{\"\u{E9}\":1,\"e\u{301}\":2}"),
            "the key \"e\u{301}\" stands here for the second time"
        ),
        (
            JSONCase(
                "an empty key twice among many",
                #"{"":0,"1":0,"2":0,"3":0,"4":0,"5":0,"6":0,"7":0,"8":0,"":1}"#),
            "the key \"\" stands here for the second time"
        ),
        (
            JSONCase("a high surrogate alone", #""\ud800""#),
            #"\ud800 is half of a surrogate pair; the other half is missing"#
        ),
        (
            JSONCase("a low surrogate alone", #""\udc00""#),
            #"\udc00 is half of a surrogate pair; the other half is missing"#
        ),
        (
            JSONCase("a pair in the wrong order", #""\udc00\ud800""#),
            #"\udc00 is half of a surrogate pair; the other half is missing"#
        ),
        (
            JSONCase("two high surrogates", #""\ud800\ud800""#),
            #"\ud800 is half of a surrogate pair; the other half is missing"#
        ),
        (
            JSONCase("a high surrogate before a letter", #""\ud800x""#),
            #"\ud800 is half of a surrogate pair; the other half is missing"#
        ),
        (
            JSONCase("half a pair in a key", #"{"\udfff":1}"#),
            #"\udfff is half of a surrogate pair; the other half is missing"#
        ),
        (
            JSONCase("1e999", "1e999"),
            "1e999 is not a JSON number: it is beyond the range of 64-bit floating point"
        ),
        (
            JSONCase("-1e309", "[-1e309]"),
            "-1e309 is not a JSON number: it is beyond the range of 64-bit floating point"
        ),
        (
            JSONCase("an integer of 400 digits", String(repeating: "9", count: 400)),
            "\(String(repeating: "9", count: 40)) is not a JSON number: it is beyond the range of 64-bit floating point"
        ),
        (
            JSONCase("65 levels", String(repeating: "[", count: 65) + String(repeating: "]", count: 65)),
            "nested more than 64 levels deep"
        ),
        (
            JSONCase("16 MiB and a byte", "\"" + String(repeating: "x", count: (16 << 20) - 1) + "\""),
            "the text has 16777217 bytes; at most 16777216 are read"
        ),
        (
            JSONCase("a million values and one", "[" + String(repeating: "1,", count: 999_999) + "1]"),
            "the text has more than 1000000 values"
        ),
    ]

    @Test(arguments: chosen) func refusesWhatTwoProgramsMayUnderstandDifferently(
        _ json: JSONCase, message: String
    ) {
        #expect(mistake(in: json.bytes)?.message == message)
    }

    /// The other choice: accepted, with this meaning.
    static let meanings: [(String, JSONValue)] = [
        ("-0", 0), ("1E+2", .number(100)), ("1e-400", .number(0)),
        ("9007199254740993", 9_007_199_254_740_993),
        ("9223372036854775808", .number(9_223_372_036_854_775_808)),
        ("0.1000000000000000055511151231257827", .number(0.1)), (#""\ud83d\ude00""#, "\u{1F600}"),
        (#""\u0000\uffff""#, "\u{0}\u{FFFF}"), ("\"\u{2028}\"", "\u{2028}"),
        (#"{"":{"":[]}}"#, ["": ["": []]]),
    ]

    @Test(arguments: meanings) func means(text: String, value: JSONValue) throws {
        #expect(try JSONValue(parsing: text) == value)
    }

    @Test func namesDiffer() {
        let names = (AcceptedJSON.all + RefusedJSON.all).map(\.name)
        #expect(Set(AcceptedJSON.all.map(\.name)).count == AcceptedJSON.all.count)
        #expect(Set(RefusedJSON.all.map(\.name)).count == RefusedJSON.all.count)
        #expect(names.count > 200)
    }
}
