import Models
import Tensors
import World

/// A reward of the embedded world for captions that are numbers, since words drawn at random are no caption in words.
struct NumberedReward: PictureReward {
    let reward: WorldReward
    let largestBatch = Int.max

    /// Captions that `encode` reads back.
    static func texts(_ tokens: [Int32]) -> [String] {
        stride(from: 0, to: tokens.count, by: Caption.length).map { start in
            tokens[start..<start + Caption.length].map(String.init).joined(separator: " ")
        }
    }

    func encode(_ prompts: [String]) throws -> Conditioning {
        Conditioning(tokens: prompts.map { $0.split(separator: " ").compactMap { Int32($0) } })
    }

    func view(_ pictures: Tensor) -> Tensor { pictures }

    func score(_ views: Tensor, captions: Conditioning) -> Tensor {
        reward.score(views, captions: captions.tokens.flatMap { $0 })
    }
}
