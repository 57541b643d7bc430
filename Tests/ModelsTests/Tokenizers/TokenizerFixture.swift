import Foundation
import Testing

@testable import Models

/// What transformers made of the texts (`Tools/fixtures/tokenizers_clip.py` and `tokenizers_bert.py`).
struct TokenizerFixture: Decodable {
    struct Expected: Decodable {
        let padding: Int32?
        let hard: [[Int32]]
        let padded: String
        let random: String
        let blocks: String?
        let imagereward: [[Int32]]?
    }

    let texts: [String]
    let configurations: [String: Expected]

    static func path(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Fixtures/tokenizers/\(name)").path
    }

    static func read(_ name: String) throws -> TokenizerFixture {
        try JSONDecoder().decode(
            TokenizerFixture.self, from: Data(contentsOf: URL(fileURLWithPath: path(name))))
    }

    /// The settings of a configuration, as a file.
    static func configuration(_ name: String, of file: String) throws -> Data? {
        let data = try Data(contentsOf: URL(fileURLWithPath: path(file)))
        let root = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
        let configurations = try #require(root["configurations"] as? [String: [String: Any]])
        guard let settings = configurations[name]?["configuration"] as? [String: Any] else { return nil }
        return try JSONSerialization.data(withJSONObject: settings)
    }

    /// Checks one way of setting up a tokenizer against all that is known of it.
    ///
    /// - Parameters:
    ///   - tokens: a text's tokens with start and end, however many.
    ///   - encode: exactly as many tokens as the fixture has padded texts of.
    static func verify(
        _ expected: Expected, texts: [String], tokens: (String) -> [Int32], encode: (String) -> [Int32]
    ) throws {
        try #require(expected.hard.count == texts.count)
        for (text, ids) in zip(texts, expected.hard) {
            #expect(tokens(text) == ids, "\(text.debugDescription.prefix(200))")
        }
        for (text, digest) in zip(texts, TokenizerTexts.digests(expected.padded)) {
            #expect(TokenizerTexts.digest(encode(text)) == digest, "\(text.debugDescription.prefix(200))")
        }
        let random = TokenizerTexts.digests(expected.random)
        try #require(random.count >= 500)
        for (index, digest) in random.enumerated() {
            let text = TokenizerTexts.random(index)
            #expect(TokenizerTexts.digest(tokens(text)) == digest, "\(index): \(text.debugDescription)")
        }
    }

    /// Every character of Unicode between two letters; gives the blocks that differ.
    static func differingBlocks(_ line: String, tokens: (String) -> [Int32]) -> [String] {
        let expected = TokenizerTexts.digests(line)
        guard expected.count == TokenizerTexts.blocks.count else { return ["another number of blocks"] }
        return zip(TokenizerTexts.blocks, expected).compactMap { block, digest in
            let found = TokenizerTexts.texts(block: block).reduce(TokenizerTexts.digest([])) {
                TokenizerTexts.digest(tokens($1), $0)
            }
            return found == digest ? nil : String(block << 8, radix: 16)
        }
    }
}

/// A folder that goes away with its test.
final class TemporaryFolder {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("tweed-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    func write(_ name: String, _ data: Data) throws {
        try data.write(to: URL(fileURLWithPath: path + "/" + name))
    }
    func write(_ name: String, _ text: String) throws { try write(name, Data(text.utf8)) }

    /// Reads what is in the folder, which stays there meanwhile.
    func read<Result>(_ body: (String) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(self) { try body(path) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
