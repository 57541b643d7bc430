import Models
import Tensors
import Testing
import TinyModels

@testable import Methods

@Suite struct TweedieTrajectoriesTests {
    private func prompts() -> [SearchPrompt] {
        TinyWorld.captions(3).map { SearchPrompt(text: $0.text, seed: 2) }
    }

    private func draw(_ range: Range<Int>) throws -> TweedieTrajectories {
        try TweedieTrajectories.draw(
            prompts: Array(prompts()[range]), firstPrompt: range.lowerBound, imagesPerPrompt: 2,
            generator: WorldPictureGenerator(try TinyWorld.stirredGenerator().model, steps: 3),
            reward: WorldPictureReward(try TinyWorld.stirredReward().model))
    }

    @Test func theLastEstimateIsThePicture() throws {
        let drawn = try draw(0..<3)
        #expect(drawn.count == 6)
        #expect(drawn.estimates.keys.sorted() == [0, 1, 2])
        let last = try #require(drawn.estimates[2])
        #expect(last.shape == [6, 32, 32, 3])
        #expect(zip(last.elements, drawn.pictures.elements).allSatisfy { abs($0 - $1) < 1e-5 })
        // The first one is not, or the test would see nothing.
        let first = try #require(drawn.estimates[0])
        #expect(zip(first.elements, drawn.pictures.elements).contains { abs($0 - $1) > 1e-2 })
    }

    @Test func rewardsAreThoseOfThePictures() throws {
        let drawn = try draw(0..<3)
        let reward = WorldPictureReward(try TinyWorld.stirredReward().model)
        let read = try drawn.captions(readBy: reward)
        #expect(reward.score(drawn.pictures, captions: read).elements == drawn.rewards)
        #expect(drawn.prompts == [0, 0, 1, 1, 2, 2])
        #expect(drawn.groups == [[0, 1], [2, 3], [4, 5]])
        #expect(drawn.texts == [0, 0, 1, 1, 2, 2].map { prompts()[$0].text })
        #expect(read.tokens == TinyWorld.captions(3).flatMap { [$0.tokens, $0.tokens] })
    }

    @Test func partsJoinToTheWhole() throws {
        let whole = try draw(0..<3)
        let joined = TweedieTrajectories.joined([try draw(0..<1), try draw(1..<3)])
        #expect(joined.texts == whole.texts)
        #expect(joined.prompts == whole.prompts)
        #expect(joined.rewards == whole.rewards)
        #expect(joined.pictures.elements == whole.pictures.elements)
        for step in 0..<3 { #expect(joined.estimates[step]?.elements == whole.estimates[step]?.elements) }
    }

    /// More candidates than are drawn at once.
    @Test func manyCandidatesAreDrawnInBatches() throws {
        func draw(_ count: Int, _ prompts: ArraySlice<SearchPrompt>) throws -> TweedieTrajectories {
            try TweedieTrajectories.draw(
                prompts: Array(prompts), firstPrompt: prompts.startIndex, imagesPerPrompt: count,
                generator: WorldPictureGenerator(try TinyWorld.stirredGenerator().model, steps: 2),
                reward: WorldPictureReward(try TinyWorld.stirredReward().model))
        }
        let many = try draw(40, prompts()[0..<2])
        #expect(many.count == 80)
        #expect(many.pictures.shape == [80, 32, 32, 3])
        #expect(many.groups == [Array(0..<40), Array(40..<80)])
        let apart = try draw(40, prompts()[1..<2])
        #expect(Array(many.rewards[40...]) == apart.rewards)
        #expect(Set(many.rewards).count == 80)
        #expect(many.estimates[0]?.gathered([79]).elements == apart.estimates[0]?.gathered([39]).elements)
    }

    @Test func teacherPairsHoldWhatTheTeacherDraws() throws {
        let teacher = try TinyWorld.stirredGenerator().model
        let pairs = try TeacherPairs.draw(2..<5, steps: 3, seed: 4, generator: teacher, checkCancellation: {})
        #expect(pairs.count == 3)
        let noise = TeacherPairs.noise(3, shape: [32, 32, 3], seed: 4).reshaped([1, 32, 32, 3])
        let tokens = Array(pairs.tokens[6..<12])
        let picture = FlowSampler(steps: 3).sample(
            noise, denoiser: teacher, conditioning: teacher.encode(tokens))
        #expect(pairs.pictures.gathered([1]).elements == picture.elements)
    }
}
