import Checkpoints

/// A folder that a pipeline of diffusers saved: `model_index.json`, and a folder for each part.
public struct PipelineFolder: Sendable {
    /// The kinds of pipeline that are written here.
    enum Kind: String, CaseIterable {
        case stableDiffusion = "StableDiffusionPipeline"
        case stableDiffusionXL = "StableDiffusionXLPipeline"

        var textEncoders: [String] {
            self == .stableDiffusion ? ["text_encoder"] : ["text_encoder", "text_encoder_2"]
        }

        var tokenizers: [String] {
            self == .stableDiffusion ? ["tokenizer"] : ["tokenizer", "tokenizer_2"]
        }
    }

    public let tree: FileTree
    /// Such as `"fp16"`, for weights that were saved in several precisions.
    public let variant: String?

    public init(_ tree: FileTree, variant: String? = nil) {
        self.tree = tree
        self.variant = variant
    }

    public init(_ path: String) { self.init(FileTree(folder: path)) }

    var samplerPath: String { tree.label("scheduler/scheduler_config.json") }

    /// The folder of one part. A part without weights of the variant has them without one, as diffusers reads it.
    public func component(_ name: String) -> ModelFolder {
        let folder = tree.subtree(name)
        let hasVariant = variant.map { CheckpointFolder(folder).variants.contains($0) } ?? false
        return ModelFolder(folder, variant: hasVariant ? variant : nil)
    }

    /// The index and the kind of its pipeline.
    func index() throws(PipelineError) -> (index: PipelineIndex, kind: Kind) {
        let path = tree.label(PipelineIndex.fileName)
        let index: PipelineIndex
        do throws(CheckpointFileError) {
            index = try PipelineIndex(tree)
        } catch {
            throw .unreadable(path: path, reason: "\(error.problem)")
        }
        guard let kind = Kind(rawValue: index.className) else {
            throw .architecture(
                path: path, found: index.className, supported: Kind.allCases.map(\.rawValue))
        }
        for part in ["unet", "vae", "scheduler"] + kind.textEncoders where index[part] == nil {
            throw .missing(path: path, component: part)
        }
        return (index, kind)
    }

    /// The tokenizers of the pipeline, one for each text encoder.
    public func tokenizers() throws -> [CLIPTokenizer] {
        try index().kind.tokenizers.map { try CLIPTokenizer(TokenizerFiles(tree.subtree($0))) }
    }

    /// Names of the files that `StableDiffusionPipeline` reads: what is to be kept of a folder that holds more, such
    /// as other precisions and a safety checker.
    public func neededFiles() throws -> [String] {
        let kind = try index().kind
        var names = [PipelineIndex.fileName, "scheduler/scheduler_config.json"]
        for part in ["unet", "vae"] + kind.textEncoders {
            let folder = CheckpointFolder(tree.subtree(part))
            let own = variant.flatMap { folder.variants.contains($0) ? $0 : nil }
            names += try (["config.json"] + folder.weightFiles(variant: own)).map { "\(part)/\($0)" }
        }
        for part in kind.tokenizers {
            names += TokenizerFiles.names.filter { tree.path("\(part)/\($0)") != nil }.map { "\(part)/\($0)" }
        }
        return names
    }
}
