import Foundation
import Tensors
import Testing

@testable import Methods

/// What the authors of noise-aware fine-tuning trained with, in numbers.
@Suite struct ReleasedTrainingTests {
    /// AdamW at 3e-6, from the first step of a level down to half at its end: their `lr_lambda` is
    /// `1 - (1 - 0.5) · step / steps`.
    @Test func theRateFallsLinearlyToHalf() {
        let options = NoiseAwareTraining.Options.released(levels: Array((0...14).reversed()))
        #expect(options.learningRate == 3e-6 && options.batch == 100 && options.weightDecay == 0.01)
        #expect(options.maximumNorm == 5 && options.rankShare == 0 && options.normalization == .none)
        #expect(options.epochs == Array(repeating: 1, count: 15))
        for steps in [1, 7, 400] {
            for step in 0..<steps {
                let expected = 3e-6 * (1 - 0.5 * Double(step) / Double(steps))
                #expect(abs(Double(options.rate(step: step, of: steps)) - expected) < 1e-12)
            }
        }
    }

    @Test func theOtherDecaysEndWhereTheyShall() {
        func rate(_ decay: LearningRate.Decay, _ step: Int) -> Double {
            Double(LearningRate.trapezoid(2, step: step, of: 100, final: 0.25, decay: decay))
        }
        for decay in LearningRate.Decay.allCases {
            #expect(rate(decay, 0) == 2)
            #expect(abs(rate(decay, 100) - 0.5) < 1e-6)
        }
        #expect(abs(rate(.linear, 50) - 1.25) < 1e-6)
        #expect(abs(rate(.cosine, 25) - 2 * (0.25 + 0.75 * 0.5 * (1 + cos(.pi / 4)))) < 1e-6)
        #expect(abs(rate(.exponential, 50) - 1) < 1e-6)
    }

    @Test func todaysDefaultIsAsItWas() {
        let options = NoiseAwareTraining.Options(levels: [1], epochsPerLevel: 1)
        for step in 0..<96 {
            #expect(
                options.rate(step: step, of: 96)
                    == LearningRate.trapezoid(5e-4, step: step, of: 96, warmup: 10, final: 0.1))
        }
        // A quarter of a short level.
        #expect(abs(options.rate(step: 0, of: 8) - 5e-4 * 0.5) < 1e-10)
    }

    /// `F.cross_entropy(pairs / τ, 0)` of the released code is `log(1 + exp(-(s₁ - s₂) / τ))`; and its gradient.
    @Test(arguments: [0.1, 0.5, 2] as [Float])
    func thePairwiseLossAndItsGradientAreThoseOfTheFormula(temperature: Float) throws {
        let scores: [Float] = [0.3, -0.2, 0.9, 0.1, 0.4]
        let rewards: [Float] = [1, 2, 3, 5, 5]
        let groups = [0..<3, 3..<5]
        let leaf = Tensor(scores, shape: [5]).tracked
        let loss = try #require(
            PairwisePreference.loss(leaf, rewards: rewards, groups: groups, temperature: temperature))
        let gradient = try #require(loss.gradients()[leaf]).elements

        // The last two are equal, and say nothing.
        let pairs = [(1, 0), (2, 0), (2, 1)]
        var (expected, slopes) = (0.0, Array(repeating: 0.0, count: 5))
        for (better, worse) in pairs {
            let margin = Double(scores[better] - scores[worse]) / Double(temperature)
            expected += log(1 + exp(-margin)) / 3
            let slope = 1 / (1 + exp(margin)) / Double(temperature) / 3
            slopes[better] -= slope
            slopes[worse] += slope
        }
        #expect(abs(Double(loss.scalar) - expected) < 1e-5)
        for (found, slope) in zip(gradient, slopes) { #expect(abs(Double(found) - slope) < 1e-5) }
    }

    @Test func withoutAPairThereIsNoLoss() {
        let scores = Tensor([1, 2, 3], shape: [3])
        let loss = PairwisePreference.loss(
            scores, rewards: [1, 1, 2], groups: [0..<2, 2..<3], temperature: 1)
        #expect(loss?.scalar == nil)
    }
}
