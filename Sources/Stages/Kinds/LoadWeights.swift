import Engine
import Foundation
import Models
import Recipes

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
        _ = try source.modelFolder("generator").generator()
        _ = try source.modelFolder("one_step").generator()
        _ = try source.modelFolder("reward").reward()
        for output in ["generator", "one_step", "reward"] {
            let folder = try context.outputFolder(output)
            for name in ["config.json", "model.safetensors", "README.md"] where source.contains("\(output)/\(name)") {
                try FileManager.default.copyItem(
                    atPath: source.path(of: "\(output)/\(name)"), toPath: "\(folder)/\(name)")
            }
        }
    }
}
