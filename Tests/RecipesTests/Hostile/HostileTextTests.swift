import Foundation
import Recipes
import Testing
import Values

/// Wrong encodings, huge numbers, repeated keys.
@Suite struct HostileTextTests {
    private static let json = #"{"tweed": 1, "stages": {"a": {"uses": "report"}}}"#
    private static let yaml = "tweed: 1\nstages: {a: {uses: report}}\n"

    private func messages(_ bytes: [UInt8], _ name: String) -> [String] {
        let result = RecipeLoader.load(SourceText(name: name, bytes: bytes), catalogue: testCatalogue)
        guard case .failure(let problems) = result else { return [] }
        #expect(problems.diagnostics.allSatisfy { $0.range != nil })
        return problems.diagnostics.map(\.problem.message)
    }

    private static func utf16(_ text: String, bigEndian: Bool, mark: Bool) -> [UInt8] {
        ((mark ? "\u{FEFF}" : "") + text).utf16.flatMap { unit -> [UInt8] in
            let high = UInt8(unit >> 8)
            let low = UInt8(unit & 0xFF)
            return bigEndian ? [high, low] : [low, high]
        }
    }

    @Test(arguments: [true, false], [true, false]) func utf16IsRefused(bigEndian: Bool, mark: Bool) {
        for (text, name) in [(Self.json, "recipes/x.json"), (Self.yaml, "recipes/x.yaml")] {
            let all = messages(Self.utf16(text, bigEndian: bigEndian, mark: mark), name)
            #expect(all.count == 1, "\(all)")
            if mark {
                #expect(all.first == "byte 0x\(bigEndian ? "FE" : "FF") is not UTF-8; save the file as UTF-8")
            }
        }
    }

    static let damages: [(String, [UInt8], String)] = [
        ("Latin-1", [0xE9], "E9"), ("overlong slash", [0xC0, 0xAF], "C0"),
        ("overlong zero", [0xE0, 0x80, 0x80], "E0"),
        ("surrogate", [0xED, 0xA0, 0x80], "ED"), ("beyond Unicode", [0xF5, 0x80, 0x80, 0x80], "F5"),
        ("continuation", [0x80], "80"), ("cut", [0xE2, 0x82], "E2"),
    ]

    @Test(arguments: damages) func whatIsNotUTF8IsRefused(name: String, damage: [UInt8], shown: String) {
        for (head, tail, file) in [
            (#"{"tweed": 1, "description": ""#, "\"}", "recipes/x.json"),
            ("tweed: 1\ndescription: \"", "\"\n", "recipes/x.yaml"),
        ] {
            let bytes = Array(head.utf8) + damage + Array(tail.utf8)
            #expect(messages(bytes, file) == ["byte 0x\(shown) is not UTF-8; save the file as UTF-8"])
        }
    }

    @Test func aByteOrderMark() {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        #expect(
            messages(mark + Array(Self.json.utf8), "recipes/x.json") == [
                "the text starts with a byte order mark, which JSON does not have; save the file as UTF-8 without BOM"
            ])
        // YAML 1.2, section 5.2, allows it.
        #expect(messages(mark + Array(Self.yaml.utf8), "recipes/x.yaml") == [])
    }

    @Test(arguments: ["recipes/x.json", "recipes/x.yaml"]) func halvesOfPairsAreRefused(name: String) {
        for escape in [#"\ud800"#, #"\udc00"#, #"\udc00\ud800"#] {
            let text = "{\"tweed\": 1, \"description\": \"\(escape)\"}"
            #expect(messages(Array(text.utf8), name).count == 1)
        }
    }

    /// The same in both formats: what a number means does not depend on how the file is written.
    @Test(arguments: ["recipes/x.json", "recipes/x.yaml"]) func hugeNumbers(name: String) {
        func all(_ number: String) -> [String] {
            let text = """
                {"tweed": 1, "stages": {"w": {"uses": "make-weights"}, "d": {"uses": "tweedie-dataset",
                 "with": {"generator": "${stages.w.generator}", "seed": \(number)}}}}
                """
            return messages(Array(text.utf8), name)
        }
        for number in ["-0", "0e999999", "1e-999", "9223372036854775807", "9.0e18"] {
            #expect(all(number) == [])
        }
        for (number, shown) in [
            ("9223372036854775808", "9223372036854776000"), ("1e30", "1e+30"), ("1.5", "1.5"), ("-1", "-1"),
            ("-9223372036854775809", "-9223372036854776000"), ("1e308", "1e+308"),
        ] {
            #expect(all(number) == ["\"seed\" must be an integer of at least 0, not \(shown)"])
        }
        for number in ["1e999", "-1e999", String(repeating: "9", count: 400), "1e99999999999999999999"] {
            let messages = all(number)
            #expect(messages.count == 1 && messages[0].contains("beyond the range of 64-bit floating point"))
            #expect(messages.first?.utf8.count ?? 0 < 600)
        }
    }

    @Test func repeatedKeysAreRefusedHoweverTheyAreSpelled() {
        for (text, name) in [
            (#"{"a": 1, "\u0061": 2}"#, "recipes/x.json"), (#"{"\u00e9": 1, "é": 2}"#, "recipes/x.json"),
            (#"{"a/b": 1, "a\/b": 2}"#, "recipes/x.json"), ("a: 1\n\"a\": 2\n", "recipes/x.yaml"),
            ("'a': 1\n\"\\u0061\": 2\n", "recipes/x.yaml"), ("a: 1\n? a\n: 2\n", "recipes/x.yaml"),
            ("{a: 1, \"\\x61\": 2}", "recipes/x.yaml"), ("&x a: 1\n\"a\": 2\n", "recipes/x.yaml"),
        ] {
            let all = messages(Array(text.utf8), name)
            #expect(all.count == 1 && all[0].hasSuffix("stands here for the second time"), "\(text): \(all)")
        }
    }
}
