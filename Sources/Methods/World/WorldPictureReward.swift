import Models
import Tensors

/// A reward of the embedded world, which looks at pictures as they are.
public struct WorldPictureReward: PictureReward {
    public let reward: any Reward

    public init(_ reward: any Reward) { self.reward = reward }

    public var largestBatch: Int { 64 }

    public func encode(_ prompts: [String]) throws -> Conditioning {
        Conditioning(tokens: try WorldTokens.of(prompts))
    }

    public func view(_ pictures: Tensor) -> Tensor { pictures }

    public func score(_ views: Tensor, captions: Conditioning) -> Tensor {
        reward.score(views, captions: captions.tokens.flatMap { $0 })
    }

    public var shiftFeatures: Int? { reward.shiftFeatures }

    public func score(_ views: Tensor, captions: Conditioning, shift: Tensor?) -> Tensor {
        reward.score(views, captions: captions.tokens.flatMap { $0 }, shift: shift)
    }
}
