import Foundation

/// The files of a tokenizer. Paths are given one by one, since a content store keeps the files of a folder in
/// different places.
public struct TokenizerFiles: Hashable, Sendable {
    /// `vocab.json` (CLIP) or `vocab.txt` (BERT).
    public var vocabularyPath: String?
    /// `merges.txt` (CLIP).
    public var mergesPath: String?
    /// `tokenizer.json`, which has vocabulary and merges; read instead of them where it is there, as transformers does.
    public var tokenizerPath: String?
    /// `tokenizer_config.json`: the longest text, special tokens.
    public var configurationPath: String?
    /// `special_tokens_map.json`.
    public var specialTokensPath: String?

    public init(
        vocabularyPath: String? = nil, mergesPath: String? = nil, tokenizerPath: String? = nil,
        configurationPath: String? = nil, specialTokensPath: String? = nil
    ) {
        self.vocabularyPath = vocabularyPath
        self.mergesPath = mergesPath
        self.tokenizerPath = tokenizerPath
        self.configurationPath = configurationPath
        self.specialTokensPath = specialTokensPath
    }

    /// The files of an ordinary folder, as far as they are there.
    ///
    /// - Parameter vocabulary: the name of the vocabulary's file.
    public init(folder: String, vocabulary: String) {
        func path(_ name: String) -> String? {
            let path = folder + "/" + name
            return FileManager.default.fileExists(atPath: path) ? path : nil
        }
        self.init(
            vocabularyPath: path(vocabulary), mergesPath: path("merges.txt"),
            tokenizerPath: path("tokenizer.json"), configurationPath: path("tokenizer_config.json"),
            specialTokensPath: path("special_tokens_map.json"))
    }

    /// The largest file that is read; real ones have up to 4 MB.
    static let sizeLimit = 64 << 20

    /// The bytes of a file that is not too large.
    static func contents(_ path: String) throws(TokenizerError) -> [UInt8] {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw .unreadable(path: path, reason: "cannot be read")
        }
        defer { try? handle.close() }
        let data: Data
        do {
            // One byte beyond the limit tells too much, whatever the system says of the size.
            data = try handle.read(upToCount: sizeLimit + 1) ?? Data()
        } catch {
            throw .unreadable(path: path, reason: "cannot be read")
        }
        guard data.count <= sizeLimit else {
            throw .tooLarge(path: path, bytes: data.count, limit: sizeLimit)
        }
        return [UInt8](data)
    }

    /// The lines of a text file, without what ends them.
    static func lines(_ path: String) throws(TokenizerError) -> [String] {
        let bytes = try contents(path)
        var lines: [String] = []
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
            let last = end > start && bytes[end - 1] == 0x0D ? end - 1 : end
            guard let line = String(validating: bytes[start..<last], as: UTF8.self) else {
                throw .malformed(path: path, offset: start, reason: "the line is not UTF-8")
            }
            lines.append(line)
            start = end + 1
        }
        return lines
    }

    /// A JSON file.
    static func json(_ path: String) throws(TokenizerError) -> TokenizerJSON {
        var reader = TokenizerJSONReader(try contents(path), path: path)
        return try reader.document()
    }
}
