extension BertTokenizer {
    /// The length where no file gives one.
    private static let defaultLength = 512

    /// Special tokens of transformers' class, by their attribute.
    private static let specialTokens = [
        "unk_token": "[UNK]", "sep_token": "[SEP]", "pad_token": "[PAD]", "cls_token": "[CLS]",
        "mask_token": "[MASK]",
    ]

    /// The tokenizer of a folder with `tokenizer.json` or `vocab.txt`.
    ///
    /// - Parameter added: special tokens that a model adds behind the vocabulary; ImageReward has `[DEC]` and `[ENC]`.
    public init(folder: String, added: [String] = []) throws(TokenizerError) {
        try self.init(TokenizerFiles(folder: folder, vocabulary: "vocab.txt"), added: added, place: folder)
    }

    /// The tokenizer of single files.
    public init(_ files: TokenizerFiles, added: [String] = []) throws(TokenizerError) {
        try self.init(files, added: added, place: files.vocabularyPath ?? "the tokenizer")
    }

    private init(_ files: TokenizerFiles, added more: [String], place: String) throws(TokenizerError) {
        var vocabulary: [ExactText: Int32]
        let path: String
        var tokenizer: TokenizerJSON?
        if let file = files.tokenizerPath {
            let json = try TokenizerFiles.json(file)
            vocabulary = try TokenVocabulary.read(try Self.vocabulary(json, path: file), path: file)
            (path, tokenizer) = (file, json)
        } else if let file = files.vocabularyPath {
            vocabulary = TokenVocabulary.numbered(try TokenizerFiles.lines(file).map(Self.trimmed))
            path = file
        } else {
            throw .noVocabulary(place: place, expected: ["tokenizer.json", "vocab.txt"])
        }

        let settings = try TokenizerSettings(files, tokenizer: tokenizer, defaults: Self.specialTokens)
        let words = vocabulary
        let added = settings.addedTokens(&vocabulary, more: more)
        func number(_ attribute: String) throws(TokenizerError) -> Int32 {
            guard let text = settings.token(attribute), let number = vocabulary[ExactText(text)] else {
                throw .contradiction(path: path, entry: attribute, reason: "is not there")
            }
            return number
        }
        let lowercases = settings.flag("do_lower_case") ?? true
        let rules = BertWords(
            lowercases: lowercases, stripsAccents: settings.flag("strip_accents") ?? lowercases,
            splitsChinese: settings.flag("tokenize_chinese_chars") ?? true)
        self.init(
            pieces: WordPieces(vocabulary: words, unknown: try number("unk_token")),
            added: AddedTokens(added, normalize: rules.normalized),
            maximumLength: settings.maximumLength ?? Self.defaultLength, start: try number("cls_token"),
            end: try number("sep_token"), padding: try number("pad_token"),
            vocabularySize: Int(vocabulary.values.max() ?? -1) + 1)
    }

    /// The vocabulary in `tokenizer.json`, if it is of BERT's kind.
    private static func vocabulary(_ tokenizer: TokenizerJSON, path: String) throws(TokenizerError)
        -> TokenizerJSON
    {
        let model = tokenizer["model"]
        let prefix = model?["continuing_subword_prefix"]?.text ?? "##"
        let kind = model?["type"]?.text ?? "WordPiece"
        guard kind == "WordPiece", prefix == "##" else {
            throw .unsupported(
                path: path, setting: "model", found: "\(kind) with \"\(prefix)\"",
                supported: ["WordPiece with \"##\""])
        }
        guard let vocabulary = model?["vocab"] else {
            throw .contradiction(path: path, entry: "model.vocab", reason: "is not there")
        }
        return vocabulary
    }

    /// A line without white space at its end.
    private static func trimmed(_ line: String) -> String {
        var scalars = line.unicodeScalars
        while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
        return String(scalars)
    }
}
