import Foundation
import Methods
import Models
import Tensors
import Testing
import World

@testable import Stages

/// Where the weights are, if they are.
private enum CommittedWeights {
    static let folder =
        URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path + "/models/world"

    static let arePresent = FileManager.default.fileExists(atPath: folder)
}

/// The weights in `models/world` are those of models that learned something.
@Suite(.enabled(if: CommittedWeights.arePresent, "models/world holds the weights"))
struct CommittedWeightsTests {
    private let captions = PromptSet.sample(count: 24, split: .validation, seed: 5)

    private func right(_ model: String, steps: Int) throws -> Int {
        let generator = try ModelFolder("\(CommittedWeights.folder)/\(model)").generator().model
        #expect(generator.configuration == .world)
        let prompts = Prompts(captions: captions).searchPrompts(seed: 5)
        let pictures = FlowSampler(steps: steps).sample(
            .stacked(prompts.map { $0.noise(0, generator.pictureShape) }), denoiser: generator,
            conditioning: generator.encode(captions.flatMap(\.tokens)))
        return Pictures.isRight(pictures, captions: captions).filter { $0 }.count
    }

    /// By chance not one of thousands is right.
    @Test func theGeneratorDrawsWhatCaptionsSay() throws { #expect(try right("generator", steps: 20) >= 6) }

    @Test func theOneStepGeneratorDrawsInOneStep() throws { #expect(try right("one_step", steps: 1) >= 3) }

    /// One of six captions would be first by chance, that is 4 of 24.
    @Test func theRewardTellsTheRightCaptionFromNearOnes() throws {
        let reward = try ModelFolder(CommittedWeights.folder + "/reward").reward().model
        #expect(reward.configuration == .world)
        var first = 0
        for (index, caption) in captions.enumerated() {
            var generator = RandomStream(seed: 5).at(index)
            let scene = Scene(caption, using: &generator)
            let negatives = caption.hardNegatives(using: &generator)
            let picture = Tensor(scene.pixels(), shape: [1, Scene.size, Scene.size, Scene.channels])
            let scores = Execution.withoutGradients {
                reward.logLikelihoods(
                    of: caption.tokens + negatives.flatMap(\.tokens), captionsPerPicture: 1 + negatives.count,
                    tokens: reward.look(at: picture))
            }
            if Ranking.argmax(scores.elements) == 0 { first += 1 }
        }
        #expect(first >= 20)
    }
}
