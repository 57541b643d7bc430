import Foundation
import Models
import Testing

/// BERT's tokenizer gives the numbers of transformers, with a small vocabulary.
@Suite struct BertTokenizerTests {
    private static let fixture = Result { try TokenizerFixture.read("bert-expected.json") }

    private func folder(_ name: String) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try FileManager.default.copyItem(
            atPath: TokenizerFixture.path("bert-vocab.txt"), toPath: folder.path + "/vocab.txt")
        if let configuration = try TokenizerFixture.configuration(name, of: "bert-expected.json") {
            try folder.write("tokenizer_config.json", configuration)
        }
        return folder
    }

    private func whole(_ tokenizer: BertTokenizer) -> (String) -> [Int32] {
        { [tokenizer.startToken] + tokenizer.tokens($0) + [tokenizer.endToken] }
    }

    @Test(arguments: ["uncased", "cased", "accents"]) func tokensAreThoseOfTransformers(name: String) throws {
        let fixture = try Self.fixture.get()
        let expected = try #require(fixture.configurations[name])
        let tokenizer = try folder(name).read { try BertTokenizer(folder: $0) }
        #expect(tokenizer.paddingToken == 0)
        #expect(tokenizer.unknownToken == 2)
        #expect(tokenizer.maximumLength == ["uncased": 512, "cased": 64, "accents": 40][name])
        try TokenizerFixture.verify(
            expected, texts: fixture.texts, tokens: whole(tokenizer),
            encode: { tokenizer.encode($0, length: 35) })
        let blocks = TokenizerFixture.differingBlocks(try #require(expected.blocks), tokens: whole(tokenizer))
        #expect(blocks == [])
    }

    @Test func tokensOfImageReward() throws {
        let fixture = try Self.fixture.get()
        let expected = try #require(fixture.configurations["uncased"]?.imagereward)
        let tokenizer = try folder("uncased").read {
            try BertTokenizer(folder: $0, added: ["[DEC]", "[ENC]"])
        }
        for (text, ids) in zip(fixture.texts, expected) { #expect(whole(tokenizer)(text) == ids) }
    }

    @Test func tokenizerJSON() throws {
        let fixture = try Self.fixture.get()
        let expected = try #require(fixture.configurations["uncased"])
        let words = try String(contentsOfFile: TokenizerFixture.path("bert-vocab.txt"), encoding: .utf8)
        let entries = words.unicodeScalars.split(separator: "\n").enumerated().map { number, word in
            "\(CLIPVocabulary.quoted(String(word))): \(number)"
        }
        let folder = try TemporaryFolder()
        try folder.write(
            "tokenizer.json",
            """
            {"added_tokens": [], "model": {"type": "WordPiece", "unk_token": "[UNK]",
             "continuing_subword_prefix": "##", "vocab": {\(entries.joined(separator: ","))}}}
            """)
        let tokenizer = try folder.read { try BertTokenizer(folder: $0) }
        try TokenizerFixture.verify(
            expected, texts: fixture.texts, tokens: whole(tokenizer),
            encode: { tokenizer.encode($0, length: 35) })
    }
}
