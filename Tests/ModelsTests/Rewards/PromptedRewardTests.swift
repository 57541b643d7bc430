import Layers
import Models
import Tensors
import Testing
import TinyModels

/// The rewards of the papers where the methods expect one of the embedded world, and the other way round.
@Suite struct PromptedRewardTests {
    private let pictures = Tensor.uniform([4, 14, 14, 3], from: RandomStream(seed: 3)) * 2 - 1
    private let captions: [[Int32]] = [
        [38, 5, 39, 0, 0], [38, 1, 2, 3, 39], [38, 5, 39, 0, 0], [38, 39, 0, 0, 0],
    ]

    @Test func scoresAreThoseOfTheRewardItself() throws {
        let rewards: [any PictureReward] = [
            try TinyRewards.pickScore().reward, try TinyRewards.imageReward().reward,
            try TinyRewards.aesthetic("aesthetic").reward, RednessReward(),
        ]
        for reward in rewards {
            let prompted = PromptedReward(reward, tokensPerCaption: 5)
            try prompted.prepare(captions)
            let normalized = try reward.format.normalized(pictures * 0.5 + 0.5)
            let text = try reward.encode(captions.map { $0.map(Int.init) })
            let expected = try reward.score(normalized, text: text).elements
            // Encoded once; the second call takes them as they are.
            for _ in 0..<2 {
                let found = prompted.score(pictures, captions: captions.flatMap { $0 })
                #expect(found.elements == expected)
            }
            #expect(
                prompted.features(of: pictures).elements
                    == (try reward.features(of: normalized).elements))
        }
    }

    @Test func captionsThatDoNotFitAreErrors() throws {
        let prompted = PromptedReward(try TinyRewards.pickScore().reward, tokensPerCaption: 5)
        #expect(
            throws: ModelInputError.token(
                model: "CLIPTextModel", text: 1, position: 2, found: 40, vocabulary: 40)
        ) { try prompted.prepare([[38, 1, 39, 0, 0], [38, 1, 40, 39, 0]]) }
        #expect(
            throws: ModelInputError.count(
                model: "reward", input: "tokens of a caption", found: 3, expected: 5,
                reason: "with padding")
        ) { try prompted.prepare([[38, 1, 39]]) }
    }

    /// A text tower that learns is asked anew each time, or its second backward pass would be refused.
    @Test func textsOfATowerThatLearnsAreNotKept() throws {
        let (reward, store) = try TinyRewards.pickScore(isTrainable: true)
        let prompted = PromptedReward(reward, tokensPerCaption: 5)
        let weight = try #require(store["text_projection.weight"])
        for _ in 0..<2 {
            let scores = prompted.score(pictures, captions: captions.flatMap { $0 })
            #expect(try #require(scores.sum().gradients()[weight]).sumOfSquares > 0)
        }
    }

    @Test func theRewardOfTheWorldIsAskedAsTheOthers() throws {
        let (world, _) = try TinyWorld.stirredReward()
        let reward: any PictureReward = world
        let format = try #require(reward.textFormat)
        let captions = stride(from: 0, to: TinyWorld.tokens.count, by: format.length).map {
            TinyWorld.tokens[$0..<$0 + format.length].map(Int.init)
        }
        let pictures = TinyWorld.pictures()
        let expected = world.score(pictures, captions: TinyWorld.tokens).elements
        let unit = pictures * 0.5 + 0.5
        let found = try reward.score(reward.format.normalized(unit), text: reward.encode(captions))
        for (found, expected) in zip(found.elements, expected) {
            #expect(abs(found - expected) < 1e-3 * abs(expected))
        }
        #expect(throws: ModelInputError.self) { try reward.encode([[1, 2]]) }
        #expect(throws: ModelInputError.self) { try reward.score(.zeros([1, 31, 32, 3])) }
    }
}
