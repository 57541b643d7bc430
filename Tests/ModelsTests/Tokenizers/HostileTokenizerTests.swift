import Foundation
import Models
import Testing

/// Files that no tokenizer wrote give an error that says what is wrong.
@Suite struct HostileTokenizerTests {
    private func problem(_ files: [String: String]) throws -> String {
        let folder = try TemporaryFolder()
        for (name, text) in files { try folder.write(name, text) }
        do {
            _ = try folder.read { try CLIPTokenizer(folder: $0) }
            return "accepted"
        } catch let error as TokenizerError {
            return error.description.replacing(folder.path, with: "")
        }
    }

    private func tokenizer(_ model: String, added: String = "[]") throws -> String {
        try problem(["tokenizer.json": "{\"added_tokens\": \(added), \"model\": \(model)}"])
    }

    private let vocabulary = #"{"a": 0, "b</w>": 1, "ab</w>": 2, "<|startoftext|>": 3, "<|endoftext|>": 4}"#

    @Test func nothingThere() throws {
        #expect(try problem([:]) == ": no vocabulary; expected tokenizer.json or vocab.json with merges.txt")
        #expect(
            try problem(["vocab.json": vocabulary])
                == ": no vocabulary; expected tokenizer.json or vocab.json with merges.txt")
    }

    @Test(arguments: [
        ("", "no JSON value at byte 0"), ("{", "a key is missing at byte 1"),
        ("{\"a\" 1}", "\":\" is missing at byte 5"), ("{\"a\": 1", "\",\" or \"}\" is missing at byte 7"),
        ("[1 2]", "\",\" or \"]\" is missing at byte 3"), ("\"abc", "a text does not end at byte 4"),
        ("\"\\x\"", "an unknown escape in a text at byte 3"),
        ("\"\\ud800\"", "half of a surrogate pair at byte 7"),
        ("\"\\ud800\\u0041\"", "half of a surrogate pair at byte 13"),
        ("\"\\u00g0\"", "four hexadecimal digits are missing at byte 5"),
        ("1 2", "something follows the end at byte 2"), ("nul", "no JSON value at byte 0"),
        ("\"a\nb\"", "a control character in a text at byte 3"), ("1e", "no JSON value at byte 0"),
    ])
    func noJSON(text: String, reason: String) throws {
        #expect(try problem(["vocab.json": text, "merges.txt": ""]) == "/vocab.json: \(reason)")
    }

    @Test func deepJSON() throws {
        let text = String(repeating: "[", count: 1_000_000)
        #expect(
            try problem(["vocab.json": text, "merges.txt": ""])
                == "/vocab.json: values are nested too deeply at byte 64")
    }

    @Test(arguments: [
        ("7", "vocabulary: is 7.0, not an object of words and numbers"),
        ("{}", "vocabulary: is an object, not an object of words and numbers"),
        (#"{"a": -1}"#, "\"a\" of the vocabulary: is -1.0, not a number from 0 to 16777215"),
        (#"{"a": 1e300}"#, "\"a\" of the vocabulary: is 1e+300, not a number from 0 to 16777215"),
        (#"{"a": 1.5}"#, "\"a\" of the vocabulary: is 1.5, not a number from 0 to 16777215"),
        (#"{"a": "b"}"#, "\"a\" of the vocabulary: is \"b\", not a number from 0 to 16777215"),
        (#"["a", 1]"#, "word 1 of the vocabulary: is 1.0, not a text"),
    ])
    func vocabularies(text: String, reason: String) throws {
        #expect(try problem(["vocab.json": text, "merges.txt": ""]) == "/vocab.json: \(reason)")
    }

    @Test(arguments: [
        ("a", "line 1: has 1 symbols, not two"), ("#version: 0.2\na b c\n", "line 2: has 3 symbols, not two"),
        ("a c", "merge 1: \"c\" is not in the vocabulary"),
        ("a b</w>\na a", "merge 2: \"aa\" is not in the vocabulary"),
    ])
    func merges(text: String, reason: String) throws {
        #expect(try problem(["vocab.json": vocabulary, "merges.txt": text]) == "/merges.txt: \(reason)")
    }

    @Test func bytesThatAreNoText() throws {
        let folder = try TemporaryFolder()
        try folder.write("vocab.json", vocabulary)
        try folder.write("merges.txt", Data([0x61, 0x20, 0xFF, 0x0A]))
        #expect(throws: TokenizerError.self) { try folder.read { try CLIPTokenizer(folder: $0) } }
        try folder.write("vocab.json", Data([0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D]))
        #expect(throws: TokenizerError.self) { try folder.read { try CLIPTokenizer(folder: $0) } }
    }

    @Test func otherKinds() throws {
        #expect(
            try tokenizer(#"{"type": "WordPiece", "vocab": {}}"#)
                == #"/tokenizer.json: "model.type" is "WordPiece"; supported: "BPE""#)
        #expect(
            try tokenizer(#"{"type": "BPE", "vocab": \#(vocabulary), "merges": []}"#)
                == #"/tokenizer.json: "model.end_of_word_suffix" is absent; supported: "</w>""#)
        #expect(try problem(["tokenizer.json": "{}"]) == "/tokenizer.json: model: is not there")
        let model = #"{"end_of_word_suffix": "</w>", "vocab": \#(vocabulary), "merges": [["a", "b</w>"]]}"#
        #expect(try tokenizer(model) == "accepted")
        #expect(
            try tokenizer(model, added: #"[{"id": 9, "content": "x", "single_word": true}]"#)
                == #"/tokenizer.json: "single_word" is true for "x"; supported: false"#)
        #expect(
            try tokenizer(model, added: "[7]")
                == "/tokenizer.json: added tokens: an entry is 7.0, not a token with a number")
    }

    @Test func smallVocabulary() throws {
        let folder = try TemporaryFolder()
        try folder.write("vocab.json", vocabulary)
        try folder.write("merges.txt", "a b</w>\n")
        let tokenizer = try folder.read { try CLIPTokenizer(folder: $0) }
        // Bytes that the vocabulary lacks are unknown one by one.
        #expect(tokenizer.tokens("ab aab ba é") == [2, 0, 2, 4, 4, 4, 4])
        #expect(tokenizer.vocabularySize == 5)
    }

    @Test func bertWithoutItsTokens() throws {
        let folder = try TemporaryFolder()
        try folder.write("vocab.txt", "[PAD]\n[UNK]\r\na  \n")
        // Special tokens that are not there get the next numbers, as in transformers.
        let tokenizer = try folder.read { try BertTokenizer(folder: $0) }
        #expect(tokenizer.unknownToken == 1)
        #expect(tokenizer.tokens("a b") == [2, 1])
        #expect(tokenizer.vocabularySize == 6)
        #expect(throws: TokenizerError.self) { try BertTokenizer(folder: folder.path + "/none") }
    }
}
