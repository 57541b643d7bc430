import Tensors

extension CLIPTextModel {
    /// What the tower says of texts that come from outside: what does not fit is an error.
    public func callAsFunction(checking texts: [[Int]]) throws(ModelInputError) -> Output {
        try check(texts)
        for text in texts {
            try InputCheck(Self.architecture).count(
                text.count, "tokens", expected: texts[0].count, "as in the first text")
        }
        guard !texts.isEmpty else {
            throw .count(
                model: Self.architecture, input: "texts", found: 0, expected: 1, reason: "or more")
        }
        return self(texts)
    }

    /// Whether each text has tokens of the vocabulary, and no more than the tower has positions.
    public func check(_ texts: [[Int]]) throws(ModelInputError) {
        try InputCheck(Self.architecture).texts(
            texts, longest: configuration.length, vocabulary: configuration.vocabulary)
    }
}
