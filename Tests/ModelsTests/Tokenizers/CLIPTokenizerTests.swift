import Foundation
import Models
import Testing

/// CLIP's tokenizer gives the numbers of transformers, with CLIP's true vocabulary.
@Suite struct CLIPTokenizerTests {
    private static let fixture = Result { try TokenizerFixture.read("clip-expected.json") }

    private func tokenizer(_ name: String) throws -> CLIPTokenizer {
        let configuration = try TokenizerFixture.configuration(name, of: "clip-expected.json")
        return try CLIPVocabulary.folder(configuration: configuration).read { try CLIPTokenizer(folder: $0) }
    }

    private func whole(_ tokenizer: CLIPTokenizer) -> (String) -> [Int32] {
        { [tokenizer.startToken] + tokenizer.tokens($0) + [tokenizer.endToken] }
    }

    @Test(arguments: ["bare", "sd15", "sd21", "sdxl", "sdxl-second"])
    func tokensAreThoseOfTransformers(name: String) throws {
        let fixture = try Self.fixture.get()
        let expected = try #require(fixture.configurations[name])
        let tokenizer = try tokenizer(name)
        #expect(tokenizer.maximumLength == 77)
        #expect(tokenizer.startToken == 49406)
        #expect(tokenizer.endToken == 49407)
        #expect(tokenizer.paddingToken == expected.padding)
        #expect(tokenizer.vocabularySize == 49408)
        try TokenizerFixture.verify(
            expected, texts: fixture.texts, tokens: whole(tokenizer), encode: { tokenizer.encode($0) })
    }

    @Test func everyCharacter() throws {
        let tokenizer = try tokenizer("bare")
        let expected = try #require(try Self.fixture.get().configurations["bare"]?.blocks)
        let blocks = TokenizerFixture.differingBlocks(expected, tokens: whole(tokenizer))
        #expect(blocks == [])
    }

    @Test(arguments: [false, true]) func tokenizerJSON(asLists: Bool) throws {
        let folder = try TemporaryFolder()
        // The numbers stand in any order; what is not special is looked for in the normalised text.
        try folder.write(
            "tokenizer.json",
            CLIPVocabulary.tokenizer(
                asLists: asLists,
                added: """
                    {"id": 49407, "content": "<|endoftext|>", "normalized": false, "special": true},
                    {"id": 49406, "content": "<|startoftext|>", "normalized": true, "special": true}
                    """))
        let tokenizer = try folder.read { try CLIPTokenizer(folder: $0) }
        let fixture = try Self.fixture.get()
        let expected = try #require(fixture.configurations["sdxl"])
        try TokenizerFixture.verify(
            expected, texts: fixture.texts, tokens: whole(tokenizer), encode: { tokenizer.encode($0) })
    }

    @Test func specialTokensMap() throws {
        let folder = try CLIPVocabulary.folder(configuration: Data(#"{"model_max_length": 20}"#.utf8))
        try folder.write("special_tokens_map.json", #"{"pad_token": "!"}"#)
        let tokenizer = try folder.read { try CLIPTokenizer(folder: $0) }
        #expect(tokenizer.paddingToken == 0)
        #expect(tokenizer.maximumLength == 20)
        #expect(tokenizer.encode("a!").count == 20)
        #expect(tokenizer.encode("a!").prefix(4) == [49406, 320, 0, 49407])
    }

    @Test func truncationIsTold() throws {
        let tokenizer = try tokenizer("sd15")
        let short = tokenizer.tokenized("a photo of a cat")
        #expect(!short.isTruncated)
        #expect(short.count == 7)
        #expect(short.tokens.count == 77)
        #expect(short.tokens.prefix(7) == [49406, 320, 1125, 539, 320, 2368, 49407])
        #expect(short.tokens.dropFirst(7).allSatisfy { $0 == 49407 })
        let long = tokenizer.tokenized("a photo of a cat", length: 4)
        #expect(long.tokens == [49406, 320, 1125, 49407])
        #expect(long.omitted == 3)
        #expect(long.isTruncated)
        #expect(tokenizer.encode("", length: 2) == [49406, 49407])
    }

    /// Merges take time in proportion to a text's length, near enough, whatever the text.
    @Test func longWordsAreFast() throws {
        let tokenizer = try tokenizer("bare")
        let clock = ContinuousClock()
        let time = clock.measure {
            for letter in ["a", "é", "猫", "!"] {
                #expect(tokenizer.tokens(String(repeating: letter, count: 100_000)).count > 1000)
            }
        }
        #expect(time < .seconds(20))
    }
}
