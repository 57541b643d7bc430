import Foundation

/// A folder that a pipeline of diffusers saved: `model_index.json`, and a folder for each part.
public struct PipelineFolder: Sendable {
    public let path: String

    public init(_ path: String) { self.path = path }

    var indexPath: String { path + "/model_index.json" }
    var samplerPath: String { path + "/scheduler/scheduler_config.json" }

    /// Weights as diffusers and transformers name them; those that were saved in full precision first.
    private static let weightNames = [
        "diffusion_pytorch_model.safetensors", "model.safetensors",
        "diffusion_pytorch_model.fp16.safetensors", "model.fp16.safetensors",
    ]

    /// The folder of one part.
    public func component(_ name: String) -> ModelFolder {
        let folder = path + "/" + name
        let found = Self.weightNames.first { FileManager.default.fileExists(atPath: folder + "/" + $0) }
        return ModelFolder(
            configurationPath: folder + "/config.json",
            weightsPath: folder + "/" + (found ?? Self.weightNames[name.hasPrefix("text") ? 1 : 0]))
    }
}
