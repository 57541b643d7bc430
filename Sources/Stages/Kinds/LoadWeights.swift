import Checkpoints
import Engine
import Foundation
import Layers
import Models
import Recipes
import Values
import World

/// Reads models as Tweed or Python saved them, and proves that each fits its architecture.
struct LoadWeights: StageKind {
    let description = StageKindDescription(
        name: "load-weights",
        summary:
            "Reads models: the embedded world's, a diffusers pipeline, or a reward of transformers or open_clip",
        revision: 2,
        parameters: [
            ParameterDescription(
                "from", .model,
                help:
                    "A folder with generator, one_step and reward; a pipeline's folder; a reward's folder or file; or hub:org/name@revision"
            ),
            ParameterDescription(
                "variant", .optional(.string(maximumLength: 40)),
                help: "Such as fp16, for folders with weights in several precisions"),
            ParameterDescription(
                "lora", .optional(.model), help: "A LoRA adapter of PEFT, diffusers or kohya for the U-Net"),
            ParameterDescription(
                "lora_scale", .number(-100...100), default: 1, help: "A factor of the adapter's terms"),
            ParameterDescription(
                "tokenizer", .optional(.model),
                help: "Folder of the tokenizer, for a reward's file that comes without one"),
        ],
        outputs: [
            OutputDescription("generator", type: ArtifactType.generator, summary: "Many-step generator"),
            OutputDescription("one_step", type: ArtifactType.oneStepGenerator, summary: "One-step generator"),
            OutputDescription("reward", type: ArtifactType.reward, summary: "Reward model"),
        ])

    private static let outputs = ["generator", "one_step", "reward"]

    func run(_ context: StageContext) throws {
        let source = try context.artifact("from")
        let tree = source.isFolder ? source.tree(name: "from") : nil
        if source.isPipeline, let tree { return try loadPipeline(source, tree, context) }
        guard try context.optionalArtifact("lora") == nil else {
            throw LoadWeightsError.adapterWithoutPipeline
        }
        if source.contains("generator/config.json") || source.contains("reward/config.json") {
            return try loadWorld(source, context)
        }
        try loadReward(source, tree, context)
    }

    private func loadWorld(_ source: Artifact, _ context: StageContext) throws {
        let generator = try source.modelFolder("generator").generator().model.configuration
        let oneStep = try source.modelFolder("one_step").generator().model.configuration
        let reward = try source.modelFolder("reward").reward().model.configuration
        try check("generator", words: generator.vocabulary, length: generator.captionLength)
        try check("one_step", words: oneStep.vocabulary, length: oneStep.captionLength)
        try check("reward", words: reward.vocabulary, length: reward.captionLength)
        for output in Self.outputs {
            let folder = try context.outputFolder(output)
            for name in ["config.json", "model.safetensors"] where source.contains("\(output)/\(name)") {
                try copy(source.path(of: "\(output)/\(name)"), to: "\(folder)/\(name)")
            }
        }
    }

    /// A pipeline of diffusers is both: how many steps it takes is said where it is used.
    private func loadPipeline(_ source: Artifact, _ tree: FileTree, _ context: StageContext) throws {
        var settings = PipelineSettings(variant: try context.optionalString("variant"))
        let folder = PipelineFolder(tree, variant: settings.variant)
        let adapter = try context.optionalArtifact("lora")
        if adapter != nil { settings.adapterScale = try context.number("lora_scale") }
        let names = try folder.neededFiles()
        for output in ["generator", "one_step"] {
            let target = try context.outputFolder(output)
            for name in names {
                try context.cancellation.check()
                try copy(source.path(of: name), to: "\(target)/\(name)")
            }
            for file in adapter?.files ?? [] {
                let name = file.relativePath.isEmpty ? "pytorch_lora_weights.safetensors" : file.relativePath
                try copy(file.path, to: "\(target)/\(PipelineSettings.adapterFolder)/\(name)")
            }
            try writeJSON(settings, to: "\(target)/\(PipelineSettings.fileName)")
        }
        try writeAbsent(["reward"], found: "a pipeline of diffusers", context)
        // Built once, so that what does not fit is said here and not hours later.
        for (part, store) in try build(settings, names, context).stores.sorted(by: { $0.key < $1.key }) {
            context.progress.note("\(part): \(store.count) parameters")
        }
        for part in ["unet", "vae", "text_encoder", "text_encoder_2"]
        where source.contains("\(part)/config.json") {
            try warnOfNonFinite(try folder.component(part).weights(), part, context)
        }
    }

    /// A sampler that Tweed does not have is no fault yet: the stages that draw may choose another.
    private func build(
        _ settings: PipelineSettings, _ names: [String], _ context: StageContext
    ) throws -> StableDiffusionPipeline {
        let folder = try context.outputFolder("generator")
        let adapter = try FileManager.default.subpathsOfDirectory(atPath: folder)
            .filter { $0.hasPrefix(PipelineSettings.adapterFolder + "/") }
        // Under the names of the source, for messages.
        let tree = FileTree(
            paths: Dictionary(
                (names + adapter).map { ($0, "\(folder)/\($0)") }, uniquingKeysWith: { first, _ in first }),
            name: "from")
        do {
            return try settings.pipeline(in: tree, sampler: nil)
        } catch PipelineError.sampler(let problem) {
            context.progress.note("\(problem)")
            return try settings.pipeline(in: tree, sampler: .ddim)
        }
    }

    private func loadReward(_ source: Artifact, _ tree: FileTree?, _ context: StageContext) throws {
        let target = try context.outputFolder("reward")
        let kind: RewardFolder.Kind?
        if let tree {
            kind = try RewardFolder.kind(of: tree)
            guard kind != nil else { throw LoadWeightsError.unknown(found: source.files.map(\.relativePath)) }
            let folder = CheckpointFolder(tree)
            let others =
                ["config.json", "open_clip_config.json", "preprocessor_config.json"] + TokenizerFiles.names
            let names = try folder.weightFiles(variant: context.optionalString("variant"))
            for name in names + others.filter({ tree.path($0) != nil }) {
                try copy(source.path(of: name), to: "\(target)/\(name)")
            }
            try warnOfNonFinite(folder.weights(variant: context.optionalString("variant")), "reward", context)
        } else {
            let path = try source.path(of: "")
            let weights = try CheckpointWeights(path: path)
            kind = RewardFolder.kind(of: weights)
            guard kind != nil else { throw LoadWeightsError.unknownFile }
            let isTorch = weights.format == .torch
            try copy(path, to: "\(target)/\(isTorch ? "pytorch_model.bin" : "model.safetensors")")
            try warnOfNonFinite(weights, "reward", context)
        }
        for file in try context.optionalArtifact("tokenizer")?.files ?? []
        where TokenizerFiles.names.contains(file.relativePath) {
            try copy(file.path, to: "\(target)/\(RewardFolder.tokenizerFolder)/\(file.relativePath)")
        }
        guard let kind else { return }
        try writeJSON(RewardFolder.Settings(kind: kind), to: "\(target)/\(RewardFolder.settingsName)")
        let loaded = try RewardFolder(tree: FileTree(folder: target), kind: kind).load()
        context.progress.note("reward (\(kind.rawValue)): \(loaded.store.count) parameters")
        try writeAbsent(["generator", "one_step"], found: "a reward", context)
    }

    private func writeAbsent(_ outputs: [String], found: String, _ context: StageContext) throws {
        for output in outputs {
            try writeJSON(
                AbsentModel(wanted: output, found: found),
                to: "\(context.outputFolder(output))/\(AbsentModel.fileName)")
        }
    }

    private func warnOfNonFinite(_ weights: CheckpointWeights, _ part: String, _ context: StageContext) throws
    {
        if let warning = NonFiniteScan.warning(NonFiniteScan.scan(weights.tensors)) {
            context.progress.note("\(part): \(warning)")
        }
    }

    /// The cache keeps a copy, which shares its blocks with the source where the file system can.
    private func copy(_ source: String, to target: String) throws {
        try FileManager.default.createDirectory(
            at: URL(fileURLWithPath: target).deletingLastPathComponent(), withIntermediateDirectories: true)
        let files = LocalFileSystem()
        do {
            try files.clone(source, to: target)
        } catch {
            try files.copy(source, to: target)
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

/// Why a folder or file is no model that is known.
enum LoadWeightsError: Error, CustomStringConvertible {
    case unknown(found: [String])
    case unknownFile
    case adapterWithoutPipeline

    var description: String {
        switch self {
        case .unknown(let found):
            "the folder holds neither the models of the embedded world (generator, one_step, reward), nor a pipeline "
                + "(model_index.json), nor a reward (config.json of a CLIPModel, open_clip, ImageReward); found "
                + (found.isEmpty ? "nothing" : found.prefix(8).joined(separator: ", "))
        case .unknownFile:
            "the file holds neither the arrays of open_clip (HPSv2) nor those of ImageReward; \"tweed inspect\" shows what it has"
        case .adapterWithoutPipeline:
            "\"lora\" is for a pipeline of diffusers, which \"from\" is not"
        }
    }
}
