import Layers
import Models
import Tensors
import Testing
import TinyModels

@Suite struct WorldRewardTests {
    @Test func givesOneLogLikelihoodForEachPicture() throws {
        let (model, _) = try TinyWorld.stirredReward()
        let scores = model.score(TinyWorld.pictures(), captions: TinyWorld.tokens)
        #expect(scores.shape == [3])
        // Six words, each a probability.
        #expect(scores.elements.allSatisfy { $0.isFinite && $0 < 0 })
        #expect(Set(scores.elements).count == 3)

        let tokens = model.look(at: TinyWorld.pictures())
        #expect(tokens.shape == [3, 64, 16])
        #expect(model.features(of: TinyWorld.pictures()).elements == tokens.elements)
        #expect(model.patchLogits(tokens).shape == [192, TinyWorld.reward.patchClasses])
    }

    @Test func aSampleIsTheSameAloneAndInABatch() throws {
        let (model, _) = try TinyWorld.stirredReward()
        let pictures = TinyWorld.pictures()
        let together = model.score(pictures, captions: TinyWorld.tokens).elements
        for index in 0..<3 {
            let tokens = Array(TinyWorld.tokens[index * 6..<(index + 1) * 6])
            let alone = model.score(pictures.gathered([index]), captions: tokens).scalar
            #expect(alone.bitPattern == together[index].bitPattern)
        }
    }

    @Test func severalCaptionsOfAPictureScoreAsEachAlone() throws {
        let (model, _) = try TinyWorld.stirredReward()
        let picture = TinyWorld.pictures(1)
        let together = model.logLikelihoods(
            of: TinyWorld.tokens, captionsPerPicture: 3, tokens: model.look(at: picture))
        #expect(together.shape == [1, 3])
        for index in 0..<3 {
            let tokens = Array(TinyWorld.tokens[index * 6..<(index + 1) * 6])
            #expect(abs(model.score(picture, captions: tokens).scalar - together.elements[index]) < 1e-4)
        }
    }

    /// The captioner must not see the word that it predicts: over all captions the probabilities add up to one.
    @Test func probabilitiesOfAllCaptionsAddUpToOne() throws {
        let configuration = WorldReward.Configuration(
            vocabulary: 3, captionLength: 3, channels: 16, patchClasses: 5)
        let store = ParameterStore(.random(seed: 2))
        let model = WorldReward(store.scope, configuration: configuration)
        try TinyWorld.stir(store)
        let words: [Int32] = [0, 1, 2]
        let all = words.flatMap { first in words.flatMap { second in words.flatMap { [first, second, $0] } } }
        let scores = model.logLikelihoods(
            of: all, captionsPerPicture: 27, tokens: model.look(at: TinyWorld.pictures(1)))
        #expect(abs(scores.exponential.sum().scalar - 1) < 1e-4)
        #expect(Set(scores.elements).count > 20)
    }

    @Test func theGradientAgreesWithFiniteDifferences() throws {
        let (model, _) = try TinyWorld.stirredReward()
        let captions = Array(TinyWorld.tokens.prefix(6))
        try GradientCheck(at: TinyWorld.pictures(1)) { model.score($0, captions: captions).sum() }.verify()
    }
}
