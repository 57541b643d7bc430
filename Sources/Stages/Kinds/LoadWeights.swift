import Engine
import Foundation
import Models
import Recipes
import World

/// Reads the models of the embedded world and proves that each fits its architecture.
struct LoadWeights: StageKind {
    let description = StageKindDescription(
        name: "load-weights", summary: "Reads generator, one-step generator and reward from a model folder",
        parameters: [
            ParameterDescription(
                "from", .folder, help: "Folder with the sub-folders generator, one_step and reward")
        ],
        outputs: [
            OutputDescription("generator", type: ArtifactType.generator, summary: "Many-step generator"),
            OutputDescription("one_step", type: ArtifactType.oneStepGenerator, summary: "One-step generator"),
            OutputDescription("reward", type: ArtifactType.reward, summary: "Reward model"),
        ])

    func run(_ context: StageContext) throws {
        let source = try context.folder("from")
        let generator = try source.modelFolder("generator").generator().model.configuration
        let oneStep = try source.modelFolder("one_step").generator().model.configuration
        let reward = try source.modelFolder("reward").reward().model.configuration
        try check("generator", words: generator.vocabulary, length: generator.captionLength)
        try check("one_step", words: oneStep.vocabulary, length: oneStep.captionLength)
        try check("reward", words: reward.vocabulary, length: reward.captionLength)
        for output in ["generator", "one_step", "reward"] {
            let folder = try context.outputFolder(output)
            for name in ["config.json", "model.safetensors"]
            where source.contains("\(output)/\(name)") {
                try FileManager.default.copyItem(
                    atPath: source.path(of: "\(output)/\(name)"), toPath: "\(folder)/\(name)")
            }
        }
    }

    /// Captions of another length would be cut at the wrong words, and words beyond the vocabulary have no vector.
    private func check(_ model: String, words: Int, length: Int) throws {
        guard words == Vocabulary.count, length == Caption.length else {
            throw StageError.otherCaptions(
                model: model, found: (words, length), expected: (Vocabulary.count, Caption.length))
        }
    }
}
