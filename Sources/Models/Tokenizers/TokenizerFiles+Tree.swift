import Checkpoints

extension TokenizerFiles {
    /// Names of all files that a tokenizer may have.
    public static let names = [
        "vocab.json", "vocab.txt", "merges.txt", "tokenizer.json", "tokenizer_config.json",
        "special_tokens_map.json",
    ]

    /// The files of a folder, wherever they are.
    ///
    /// - Parameter vocabulary: the name of the vocabulary's file.
    public init(_ tree: FileTree, vocabulary: String = "vocab.json") {
        self.init(
            vocabularyPath: tree.path(vocabulary), mergesPath: tree.path("merges.txt"),
            tokenizerPath: tree.path("tokenizer.json"), configurationPath: tree.path("tokenizer_config.json"),
            specialTokensPath: tree.path("special_tokens_map.json"))
    }
}

extension CLIPTokenizer: PromptTokenizer {
    public func tokens(of text: String, length: Int) -> [Int32] { encode(text, length: length) }
}
