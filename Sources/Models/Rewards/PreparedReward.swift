import Tensors

/// A reward model with all that stands before it: the tokenizer for captions and the preparation of pictures.
public struct PreparedReward: PictureReward {
    public let model: any RewardModel
    private let tokenize: @Sendable (String) -> [Int32]
    private let preprocessor: ImagePreprocessor

    public let largestBatch = 8
    public let shiftFeatures: Int?

    /// - Parameters:
    ///   - tokenize: a text as the model's tokens, with start and end, padded or not; unused by a model that looks at
    ///     pictures alone.
    ///   - preprocessor: brings pictures to the model's size; its mean and deviation are those of the model.
    ///   - shiftFeatures: of the model, if its picture tower can be told something beside the picture.
    public init(
        _ model: any RewardModel, preprocessor: ImagePreprocessor, shiftFeatures: Int? = nil,
        tokenize: @escaping @Sendable (_ text: String) -> [Int32]
    ) {
        self.model = model
        self.shiftFeatures = shiftFeatures
        self.tokenize = tokenize
        // Values stay those of pictures: trajectories are kept so, and `score` normalises.
        self.preprocessor = ImagePreprocessor(
            size: preprocessor.size, filter: preprocessor.filter, crop: preprocessor.crop,
            mean: [0, 0, 0], deviation: [1, 1, 1])
    }

    public func encode(_ prompts: [String]) throws -> Conditioning {
        guard model.textFormat != nil else {
            return Conditioning(tokens: prompts.map { _ in [] })
        }
        let text = try model.encode(prompts.map { tokenize($0).map(Int.init) })
        switch text.content {
        case .none: return Conditioning(tokens: prompts.map { _ in [] })
        case .embeddings(let rows): return Conditioning(tensors: [Self.embeddings: rows])
        case .tokens(let tokens): return Conditioning(tokens: tokens.map { $0.map(Int32.init) })
        }
    }

    public func view(_ pictures: Tensor) -> Tensor {
        let unit = pictures * 0.5 + 0.5
        guard model.format.size != nil else { return pictures }
        return checked { try preprocessor(unit) } * 2 - 1
    }

    public func score(_ views: Tensor, captions: Conditioning) -> Tensor {
        score(views, captions: captions, shift: nil)
    }

    public func score(_ views: Tensor, captions: Conditioning, shift: Tensor?) -> Tensor {
        checked {
            let pixels = try model.format.normalized(views * 0.5 + 0.5)
            let text: RewardText =
                if model.textFormat == nil {
                    .none
                } else if let rows = captions.tensors[Self.embeddings] {
                    RewardText(content: .embeddings(rows))
                } else {
                    RewardText(content: .tokens(captions.tokens.map { $0.map(Int.init) }))
                }
            return try model.score(pixels, text: text, shift: shift)
        }
    }

    private static let embeddings = "embeddings"

    /// Sizes come from this type itself, so that a refusal is a fault of the program.
    private func checked<Result>(_ body: () throws -> Result) -> Result {
        do {
            return try body()
        } catch {
            preconditionFailure("\(error)")
        }
    }
}
