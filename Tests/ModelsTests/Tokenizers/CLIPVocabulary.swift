import Foundation
import Testing

@testable import Models

/// CLIP's true vocabulary, which follows from its merges: the symbols of the bytes, the same at the end of a word, what
/// the merges make, start and end.
enum CLIPVocabulary {
    static let merges: [String] = {
        let text = try! String(contentsOfFile: TokenizerFixture.path("clip-merges.txt"), encoding: .utf8)
        return text.split(separator: "\n").dropFirst().map(String.init)
    }()

    static let words: [String] = {
        // Visible bytes come first, and the others have the symbols from U+0100 on.
        let symbols = ByteSymbols.all.sorted {
            $0.unicodeScalars.first!.value < $1.unicodeScalars.first!.value
        }
        return symbols + symbols.map { $0 + "</w>" } + merges.map { $0.replacing(" ", with: "") }
            + ["<|startoftext|>", "<|endoftext|>"]
    }()

    /// `{"word": number, ...}`
    static let json: String = {
        let entries = words.enumerated().map { number, word in "\(quoted(word)): \(number)" }
        return "{" + entries.joined(separator: ", ") + "}"
    }()

    static func quoted(_ word: String) -> String {
        "\"" + word.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    /// A folder with `vocab.json` and `merges.txt`.
    static func folder(configuration: Data?) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write("vocab.json", json)
        try FileManager.default.copyItem(
            atPath: TokenizerFixture.path("clip-merges.txt"), toPath: folder.path + "/merges.txt")
        if let configuration { try folder.write("tokenizer_config.json", configuration) }
        return folder
    }

    /// A `tokenizer.json` as the library "tokenizers" writes it.
    ///
    /// - Parameter asLists: newer versions write a merge as a list of two, older ones as one text.
    static func tokenizer(asLists: Bool, added: String) -> String {
        let merges = merges.map { merge in
            asLists
                ? "[" + merge.split(separator: " ").map { quoted(String($0)) }.joined(separator: ",") + "]"
                : quoted(merge)
        }
        return """
            {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [\(added)],
             "model": {"type": "BPE", "dropout": null, "unk_token": "<|endoftext|>",
             "continuing_subword_prefix": "", "end_of_word_suffix": "</w>", "fuse_unk": false,
             "vocab": \(json), "merges": [\(merges.joined(separator: ","))]}}
            """
    }
}
