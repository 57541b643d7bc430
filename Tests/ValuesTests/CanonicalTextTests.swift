import Testing
import Values

@Suite struct CanonicalTextTests {
    @Test func keysAreSortedByUTF16() {
        // RFC 8785, section 3.2.3: the emoji sorts before U+FB33 by UTF-16, after it by UTF-8.
        let value: JSONValue = ["\u{FB33}": 1, "\u{1F600}": 2, "b": 3, "a": [true, .null], "\u{20AC}": "x"]
        #expect(
            value.canonicalText
                == "{\"a\":[true,null],\"b\":3,\"\u{20AC}\":\"x\",\"\u{1F600}\":2,\"\u{FB33}\":1}")
    }

    @Test(arguments: [
        (20.0, "20"), (-0.0, "0"), (0.1, "0.1"), (1e21, "1e+21"), (1e20, "100000000000000000000"),
        (1e-6, "0.000001"), (1e-7, "1e-7"), (.leastNonzeroMagnitude, "5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
        (333_333_333.33333329, "333333333.3333333"), (-1.5, "-1.5"), (4.5, "4.5"), (2e-3, "0.002"),
        (1.2345678901234568e20, "123456789012345680000"), (-9_007_199_254_740_992, "-9007199254740992"),
        (0.000001234, "0.000001234"), (1.25e-9, "1.25e-9"), (.infinity, "null"), (.nan, "null"),
    ])
    func numbers(value: Double, text: String) {
        #expect(JSONValue.number(value).canonicalText == text)
    }

    @Test func wholeNumbersAreWrittenLikeIntegers() {
        #expect(JSONValue.number(20).canonicalData == JSONValue.integer(20).canonicalData)
        #expect(JSONValue.integer(.max).canonicalText == "9223372036854775807")
    }

    @Test func stringsEscapeOnlyWhatTheyMust() {
        let text = JSONValue.string("\u{20AC}$\u{F}\u{A}A'\u{42}\u{22}\u{5C}\\\"/\u{7F}\t").canonicalText
        #expect(text == #""€$\u000f\nA'B\"\\\\\"/"# + "\u{7F}" + #"\t""#)
    }

    @Test func canonicalTextReadsBack() throws {
        let value: JSONValue = ["a": [1, 2.5, -3e-10, "é\u{1F600}\u{0}"], "b": ["c": .null, "d": false]]
        #expect(try JSONValue(parsing: value.canonicalText) == value)
    }

    @Test func prettyText() {
        let value: JSONValue = ["b": [1, 2], "a": [:], "name": "x"]
        #expect(
            value.prettyText(keyOrder: ["name"]) == """
                {
                  "name": "x",
                  "a": {},
                  "b": [
                    1,
                    2
                  ]
                }

                """)
    }
}
