import Models
import Recipes
import Values
import World

extension ParameterDescription {
    static func checkpointEvery(_ steps: Int64) -> ParameterDescription {
        ParameterDescription(
            "checkpoint_every", .integer(1...1_000_000), unit: "steps", default: .integer(steps),
            role: .neutral,
            help: "How much work a crash may cost")
    }

    static func trainingSteps(_ steps: Int64) -> ParameterDescription {
        ParameterDescription(
            "steps", .integer(1...10_000_000), default: .integer(steps), role: .extendable,
            help: "Training steps; a longer training goes on from where the shorter one's rate began to fall")
    }

    static var evaluationPrompts: ParameterDescription {
        ParameterDescription(
            "evaluation_prompts", .integer(1...100_000), default: 512,
            help: "Captions of the validation and of the test split for the model card's figures")
    }
}

extension WorldGenerator.Configuration {
    /// The sizes that the embedded world ships.
    static let world = WorldGenerator.Configuration(
        vocabulary: Vocabulary.count, captionLength: Caption.length)
}

extension WorldReward.Configuration {
    /// The sizes that the embedded world ships.
    static let world = WorldReward.Configuration(
        vocabulary: Vocabulary.count, captionLength: Caption.length, patchClasses: PatchLabels.classCount)
}
