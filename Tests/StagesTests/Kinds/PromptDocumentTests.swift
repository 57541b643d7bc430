import Foundation
import Testing

@testable import Stages

@Suite struct PromptDocumentTests {
    /// The prompts of a file of this name, as `place:text`, or why it is refused.
    private func read(_ text: String, _ name: String = "list") throws -> [String] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "tweed-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("prompts")
        try Data(text.utf8).write(to: file)
        do {
            return try PromptLines(path: file.path, name: name).lines.map { "\($0.number):\($0.text)" }
        } catch {
            return ["\(error)"]
        }
    }

    @Test(arguments: ["list", "list.json"])
    func listsAndMapsAreRead(name: String) throws {
        #expect(try read(#"["a cat", " a dog ", ""]"#, name) == ["1:a cat", "2:a dog"])
        #expect(try read(#"[{"prompt": "a cat", "n": 1}, "a dog"]"#, name) == ["1:a cat", "2:a dog"])
        #expect(
            try read(#"{"10": "ten", "9": "nine", "1": {"prompt": "one"}}"#, name)
                == ["1:one", "2:nine", "3:ten"])
        #expect(try read(#"{"b": ["x", "y"], "a": "z"}"#, name) == ["1:z", "2:x", "2:y"])
    }

    private static let lines = """
        {"tag": "single_object", "prompt": "a photo of a bench", "include": [{"class": "bench", "count": 1}]}

        {"tag": "counting", "prompt": "a photo of two clocks"}

        """

    @Test(arguments: ["list", "evaluation.jsonl", "x.NDJSON"])
    func metadataOfGenEvalAreRead(name: String) throws {
        #expect(try read(Self.lines, name) == ["1:a photo of a bench", "3:a photo of two clocks"])
        #expect(try read(#"{"prompt": "a cat"}"#, name) == ["1:a cat"])
    }

    /// Text may begin with a bracket.
    @Test func textIsReadAsBefore() throws {
        #expect(try read("[photo] a cat\n# no\n{a|b} dog\n") == ["1:[photo] a cat", "3:{a|b} dog"])
        #expect(try read("a cat\r\na dog") == ["1:a cat", "2:a dog"])
    }

    @Test(arguments: [
        ("list.json", "[\"a\"", "list.json: "), ("list.json", "a cat", "list.json: "),
        ("list.json", "3", "is a number; expected a list or a map of prompts"),
        (
            "list.json", "[[\"a\"]]",
            "list.json:1: is a list; expected a text, or an object with a text \"prompt\""
        ),
        ("list.json", "[\"x\", 4]", "list.json:2: is a number"),
        ("list", "[\"x\", {\"promt\": \"y\"}]", "list:2: is an object without a text \"prompt\""),
        ("list.json", "[\"a\\nb\"]", "list.json:1: a prompt is one line"),
        (
            "list.jsonl", "{\"prompt\": \"a\"}\n[1]",
            "list.jsonl:2: is a list; expected an object with a \"prompt\""
        ),
        ("list", "{\"prompt\": \"a\"}\n{\"prompt\": ", "list:2: "),
        ("list.json", "[]", "list.json: holds no prompt"),
        ("list", "{\"prompt\": 3}\n{\"prompt\": \"a\"}", "list:1: is an object without"),
    ])
    func whatIsNoListIsRefused(name: String, text: String, message: String) throws {
        let found = try read(text, name)
        #expect(found.count == 1 && found[0].contains(message), "\(found)")
    }

    @Test func hostileSizesAreRefused() throws {
        let long = "[\"" + String(repeating: "a", count: 10_001) + "\"]"
        #expect(try read(long)[0].contains("has 10001 characters; expected 10000 at most"))
        let deep = String(repeating: "[", count: 100_000)
        #expect(try read(deep, "x.json").count == 1)
        #expect(try read(deep, "x.json")[0].hasPrefix("x.json: "))
    }

    /// Any damage gives prompts or an error, and no trap.
    @Test func damagedDocumentsDoNotTrap() throws {
        var bytes = Array(Self.lines.utf8)
        for place in stride(from: 0, to: bytes.count, by: 3) {
            let kept = bytes[place]
            for damage: UInt8 in [0, 0x22, 0x5B, 0x7D, 0xFF] {
                bytes[place] = damage
                for name in ["list", "list.json", "list.jsonl"] {
                    _ = try? PromptDocument(Data(bytes), name: name)
                }
            }
            bytes[place] = kept
        }
        #expect(try PromptDocument(Data(bytes), name: "list")?.entries.count == 2)
    }
}
