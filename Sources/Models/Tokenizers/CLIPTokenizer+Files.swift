extension CLIPTokenizer {
    /// The length where no file gives one.
    private static let defaultLength = 77

    /// Special tokens of transformers' class, by their attribute.
    private static let specialTokens = [
        "bos_token": "<|startoftext|>", "eos_token": "<|endoftext|>", "unk_token": "<|endoftext|>",
        "pad_token": "<|endoftext|>",
    ]

    /// The tokenizer of a folder with `tokenizer.json`, or with `vocab.json` and `merges.txt`.
    public init(folder: String) throws(TokenizerError) {
        try self.init(TokenizerFiles(folder: folder, vocabulary: "vocab.json"), place: folder)
    }

    /// The tokenizer of single files.
    public init(_ files: TokenizerFiles) throws(TokenizerError) {
        try self.init(files, place: files.vocabularyPath ?? "the tokenizer")
    }

    private init(_ files: TokenizerFiles, place: String) throws(TokenizerError) {
        var vocabulary: [ExactText: Int32]
        var pairs: [(left: String, right: String)]
        let path: String
        var tokenizer: TokenizerJSON?
        if let file = files.tokenizerPath {
            let json = try TokenizerFiles.json(file)
            let model = try Self.model(json, path: file)
            vocabulary = try TokenVocabulary.read(model["vocab"] ?? .null, path: file)
            pairs = try Self.merges(model["merges"] ?? .null, path: file)
            (path, tokenizer) = (file, json)
        } else if let file = files.vocabularyPath, let merges = files.mergesPath {
            vocabulary = try TokenVocabulary.read(try TokenizerFiles.json(file), path: file)
            pairs = try Self.merges(lines: try TokenizerFiles.lines(merges), path: merges)
            path = merges
        } else {
            throw .noVocabulary(place: place, expected: ["tokenizer.json", "vocab.json with merges.txt"])
        }

        let settings = try TokenizerSettings(files, tokenizer: tokenizer, defaults: Self.specialTokens)
        let (merges, symbols) = try Self.merges(pairs, vocabulary: vocabulary, path: path)
        let added = settings.addedTokens(&vocabulary, more: [])
        func number(_ attribute: String) throws(TokenizerError) -> Int32 {
            guard let text = settings.token(attribute), let number = vocabulary[ExactText(text)] else {
                throw .contradiction(path: path, entry: attribute, reason: "is not there")
            }
            return number
        }
        let unknown = try number("unk_token")
        self.init(
            model: Model(
                merges: merges, inner: symbols.inner.map { $0 ?? unknown },
                final: symbols.final.map { $0 ?? unknown }),
            added: AddedTokens(added, normalize: CLIPWords.normalized),
            maximumLength: settings.maximumLength ?? Self.defaultLength, start: try number("bos_token"),
            end: try number("eos_token"), padding: try number("pad_token"),
            vocabularySize: Int(vocabulary.values.max() ?? -1) + 1)
    }

    /// The part of `tokenizer.json` with the vocabulary, if it is of CLIP's kind.
    private static func model(_ tokenizer: TokenizerJSON, path: String) throws(TokenizerError)
        -> TokenizerJSON
    {
        guard let model = tokenizer["model"] else {
            throw .contradiction(path: path, entry: "model", reason: "is not there")
        }
        let required: [(setting: String, value: String)] = [("type", "BPE"), ("end_of_word_suffix", "</w>")]
        for (setting, value) in required {
            // Old files leave the type out.
            let isAbsent = setting == "type" && model[setting] == nil
            guard isAbsent || model[setting]?.text == value else {
                throw .unsupported(
                    path: path, setting: "model.\(setting)", found: model[setting]?.kind ?? "absent",
                    supported: ["\"\(value)\""])
            }
        }
        return model
    }

    /// Merges of `tokenizer.json`: `"a b"`, or `["a", "b"]`.
    private static func merges(_ json: TokenizerJSON, path: String) throws(TokenizerError) -> [(
        left: String, right: String
    )] {
        guard let list = json.list else {
            throw .contradiction(path: path, entry: "model.merges", reason: "is \(json.kind), not a list")
        }
        var pairs: [(left: String, right: String)] = []
        for (index, item) in list.enumerated() {
            let parts = item.list?.compactMap(\.text) ?? item.text.map(words) ?? []
            guard parts.count == 2 else {
                throw .contradiction(
                    path: path, entry: "merge \(index + 1)", reason: "is \(item.kind), not two symbols")
            }
            pairs.append((parts[0], parts[1]))
        }
        return pairs
    }

    /// Merges of `merges.txt`: two symbols in each line, below a line with the version.
    private static func merges(lines: [String], path: String) throws(TokenizerError) -> [(
        left: String, right: String
    )] {
        var pairs: [(left: String, right: String)] = []
        for (index, line) in lines.enumerated() where !line.isEmpty && !line.hasPrefix("#version") {
            let parts = words(line)
            guard parts.count == 2 else {
                throw .contradiction(
                    path: path, entry: "line \(index + 1)", reason: "has \(parts.count) symbols, not two")
            }
            pairs.append((parts[0], parts[1]))
        }
        return pairs
    }

    private static func words(_ line: String) -> [String] {
        line.unicodeScalars.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    }

    /// The merges by the numbers of their symbols, and the symbols of the 256 bytes.
    private static func merges(
        _ pairs: [(left: String, right: String)], vocabulary: [ExactText: Int32], path: String
    ) throws(TokenizerError) -> (BytePairMerges, symbols: (inner: [Int32?], final: [Int32?])) {
        var merges = BytePairMerges()
        for (rank, pair) in pairs.enumerated() {
            func number(_ symbol: String) throws(TokenizerError) -> Int32 {
                guard let number = vocabulary[ExactText(symbol)] else {
                    throw .contradiction(
                        path: path, entry: "merge \(rank + 1)",
                        reason: "\"\(symbol.prefix(40))\" is not in the vocabulary")
                }
                return number
            }
            merges.append(
                try number(pair.left), try number(pair.right), result: try number(pair.left + pair.right),
                rank: UInt32(rank))
        }
        let symbols = ByteSymbols.all
        return (
            merges,
            (
                inner: symbols.map { vocabulary[ExactText($0)] },
                final: symbols.map { vocabulary[ExactText($0 + "</w>")] }
            )
        )
    }
}
