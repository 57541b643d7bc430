import Tensors

/// Texts as a reward keeps them: what does not depend on the picture.
public struct RewardText {
    enum Content {
        case none
        /// Of length one: `[texts, features]`.
        case embeddings(Tensor)
        case tokens([[Int]])
    }

    let content: Content

    /// No text, for rewards that look at pictures alone.
    public static var none: RewardText { RewardText(content: .none) }

    /// How many texts there are.
    public var count: Int {
        switch content {
        case .none: 0
        case .embeddings(let rows): rows.shape[0]
        case .tokens(let texts): texts.count
        }
    }

    /// Whether a gradient flows to the text tower.
    public var requiresGradient: Bool {
        if case .embeddings(let rows) = content { rows.requiresGradient } else { false }
    }

    /// The texts of a list of positions, as many times as they are named: one for each picture.
    ///
    /// - Precondition: positions below `count`.
    public func gathered(_ indices: [Int]) -> RewardText {
        switch content {
        case .none: self
        case .embeddings(let rows): RewardText(content: .embeddings(rows.gathered(indices)))
        case .tokens(let texts): RewardText(content: .tokens(indices.map { texts[$0] }))
        }
    }

    /// Texts of one reward, one after another.
    ///
    /// - Precondition: all from `encode` of one reward.
    public static func joined(_ texts: [RewardText]) -> RewardText {
        let rows = texts.compactMap { if case .embeddings(let rows) = $0.content { rows } else { nil } }
        let tokens = texts.compactMap { if case .tokens(let tokens) = $0.content { tokens } else { nil } }
        if !rows.isEmpty {
            precondition(rows.count == texts.count, "texts of different rewards are joined")
            return RewardText(content: .embeddings(.concatenated(rows, axis: 0)))
        }
        if !tokens.isEmpty {
            precondition(tokens.count == texts.count, "texts of different rewards are joined")
            return RewardText(content: .tokens(tokens.flatMap { $0 }))
        }
        return .none
    }

    /// What texts are conditioned on, in the words of errors.
    private var kind: String {
        switch content {
        case .none: "no text"
        case .embeddings: "embeddings of texts"
        case .tokens: "tokens"
        }
    }

    /// The embeddings, one for all pictures or one for each.
    func embeddings(_ model: String, pictures: Int) throws(ModelInputError) -> Tensor {
        guard case .embeddings(let rows) = content else {
            throw .conditioning(
                model: model, found: kind, expected: "embeddings of texts, from this reward's encode")
        }
        try checkCount(model, pictures: pictures)
        return rows
    }

    /// The tokens, one text for all pictures or one for each.
    func tokens(_ model: String, pictures: Int) throws(ModelInputError) -> [[Int]] {
        guard case .tokens(let texts) = content else {
            throw .conditioning(model: model, found: kind, expected: "tokens, from this reward's encode")
        }
        try checkCount(model, pictures: pictures)
        return texts
    }

    private func checkCount(_ model: String, pictures: Int) throws(ModelInputError) {
        if count == 1 { return }
        try InputCheck(model).count(
            count, "texts", expected: pictures, "one for each picture, or one for all of them")
    }
}
