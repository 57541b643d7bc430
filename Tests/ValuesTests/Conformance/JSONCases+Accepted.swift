/// Texts that RFC 8259 says are JSON.
enum AcceptedJSON {
    static let all = structures + strings + numbers

    private static let structures = [
        JSONCase("null alone", "null"), JSONCase("true alone", "true"), JSONCase("false alone", "false"),
        JSONCase("a string alone", "\"\""), JSONCase("a number alone", "42"),
        JSONCase("an empty list", "[]"), JSONCase("an empty object", "{}"),
        JSONCase("lists in lists", "[[],[[]],[[],[]]]"), JSONCase("objects in objects", #"{"a":{"b":{}}}"#),
        JSONCase("every type", #"[null,true,false,0,"",[],{}]"#),
        JSONCase("a leading tab", "\t[1]"), JSONCase("a leading newline", "\n[1]"),
        JSONCase("a leading carriage return", "\r[1]"), JSONCase("trailing white space", "[1] \t\r\n"),
        JSONCase(
            "all white space everywhere", " \t\r\n{ \t\r\n\"a\" \t\r\n: \t\r\n[ \t\r\n1 \t\r\n, 2 ] } \n"),
        JSONCase("a newline before the colon", "{\"a\"\n:1}"),
        JSONCase("an empty key", #"{"":0}"#),
        JSONCase("a key of one blank", #"{" ":0}"#),
        JSONCase("keys that differ in case", #"{"a":1,"A":2}"#),
        JSONCase("a key with escapes", #"{"\u0000\n\"\\":1}"#),
        JSONCase("a key with a surrogate pair", #"{"\ud83d\ude00":1}"#),
        JSONCase("a key that YAML would merge", #"{"<<":1}"#),
        JSONCase("a key of 1,024 characters", "{\"" + String(repeating: "k", count: 1024) + "\":1}"),
        JSONCase("a key of 100,000 characters", "{\"" + String(repeating: "é", count: 100_000) + "\":1}"),
        JSONCase("64 lists deep", String(repeating: "[", count: 64) + String(repeating: "]", count: 64)),
        JSONCase(
            "64 objects deep",
            String(repeating: "{\"a\":", count: 63) + "{}" + String(repeating: "}", count: 63)),
        JSONCase("a list of 100,000", "[" + String(repeating: "0,", count: 99_999) + "0]"),
        JSONCase(
            "an object of 10,000",
            "{" + (0..<10_000).map { "\"\($0)\":0" }.joined(separator: ",") + "}"),
    ]

    private static let strings = [
        JSONCase("every short escape", #""\"\\\/\b\f\n\r\t""#),
        JSONCase("an escaped zero", #""\u0000""#), JSONCase("an escaped control character", #""\u001f""#),
        JSONCase("hexadecimal digits of both cases", #""\u00aF\u00Af""#),
        JSONCase("an escaped letter", #""\u0041""#),
        JSONCase("the last scalar before surrogates", #""\ud7ff""#),
        JSONCase("the first scalar after surrogates", #""\ue000""#),
        JSONCase("the first surrogate pair", #""\ud800\udc00""#),
        JSONCase("the last surrogate pair", #""\udbff\udfff""#),
        JSONCase("a surrogate pair in capitals", #""\uD83D\uDE00""#),
        JSONCase("two surrogate pairs", #""\ud83d\ude00\ud83d\ude01""#),
        JSONCase("an escaped backslash before u", #""\\ud83d""#),
        JSONCase("an escaped non-character", #""\uffff\ufdd0""#),
        JSONCase("two bytes a character", "\"é\""), JSONCase("three bytes a character", "\"€\""),
        JSONCase("four bytes a character", "\"\u{1F600}\""),
        JSONCase("the last scalar of Unicode", "\"\u{10FFFF}\""),
        JSONCase("a non-character", "\"\u{FFFF}\""), JSONCase("DEL", "\"\u{7F}\""),
        JSONCase("a C1 control character", "\"\u{85}\""),
        JSONCase("line and paragraph separators", "\"\u{2028}\u{2029}\""),
        JSONCase("a byte order mark within", "\"\u{FEFF}\""),
        JSONCase("a combining mark after the quote", "\"\u{301}\""),
        JSONCase("marks that would be grammar", #""[]{},:'//#/*""#),
        JSONCase("a slash, plain and escaped", #""/\/""#),
        JSONCase("a string of a million characters", "\"" + String(repeating: "x", count: 1_000_000) + "\""),
    ]

    private static let numbers =
        [
            "0", "-0", "-0.0", "0.5", "-1", "10", "123456789", "1.0", "0.0001", "1e2", "1E2", "1e+2", "1E+2",
            "1e-2",
            "1E-2", "0e0", "0E+1", "0.0e-0", "1.5e3", "-1.5E-3", "9007199254740993", "9223372036854775807",
            "-9223372036854775808", "9223372036854775808", "-9223372036854775809", "1e308", "1e-308",
            "1.7976931348623157e308", "4.9e-324", "1e-400", "0e999999999",
            "100000000000000000000000000000000",
            "0.10000000000000000000000000000000000000000000000001", "1e00000000000000000000000000002",
        ].map { JSONCase("the number \($0)", $0) } + [
            JSONCase("a number of 300 digits", String(repeating: "9", count: 300)),
            JSONCase("a fraction of 10,000 digits", "0." + String(repeating: "3", count: 10_000)),
            JSONCase("a number before a bracket", "[1]"), JSONCase("a number before a comma", "[1,-2]"),
            JSONCase("a number before white space", "[1 ,2\t,3\n]"),
        ]
}
