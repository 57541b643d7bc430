import Engine
import Foundation
import Models
import Recipes
import Tensors
import Values
import World

/// Puts freshly trained models into one folder as `load-weights` reads it, the generators in half the size.
struct ExportWeights: StageKind {
    let description = StageKindDescription(
        name: "export-weights", summary: "Puts trained models into one folder as load-weights reads it",
        parameters: [
            ParameterDescription(
                "generator", .artifact(types: [ArtifactType.generator]), help: "Many-step generator"),
            ParameterDescription(
                "one_step", .artifact(types: [ArtifactType.oneStepGenerator]), help: "One-step generator"),
            ParameterDescription("reward", .artifact(types: [ArtifactType.reward]), help: "Reward model"),
            ParameterDescription(
                "generator_precision", .choice(["f32", "bf16"]), default: "bf16",
                help: "How the weights of both generators are stored; the reward stays f32"),
        ],
        outputs: [
            OutputDescription(
                "world", type: ArtifactType.modelFolder, summary: "Folders generator, one_step and reward")
        ], primaryOutput: "world", cores: 1, memoryMegabytes: 300)

    func run(_ context: StageContext) throws {
        let output = try context.outputFolder("world")
        let isHalf = try context.string("generator_precision") == "bf16"
        for name in ["generator", "one_step", "reward"] {
            let source = try context.artifact(name)
            let folder = "\(output)/\(name)"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let file = try SafetensorsFile(path: source.path(of: "model.safetensors"))
            let tensors = try file.names.map { name in
                SafetensorsTensor(
                    name: name, shape: try file.info(name).shape,
                    type: isHalf && file.metadata["architecture"] == WorldGenerator.architecture
                        ? .bfloat16 : .float32, floats: try file.readFloats(name))
            }
            try SafetensorsWriter.write(
                tensors, metadata: file.metadata, to: "\(folder)/model.safetensors")
            for other in ["config.json", "README.md"] where source.contains(other) {
                try FileManager.default.copyItem(atPath: source.path(of: other), toPath: "\(folder)/\(other)")
            }
        }
    }
}
