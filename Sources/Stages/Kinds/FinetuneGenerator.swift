import Checkpoints
import Engine
import Foundation
import Layers
import Methods
import Models
import Recipes

/// Trains a one-step generator itself along rewards: what a noise hypernetwork is compared with.
struct FinetuneGenerator: StageKind {
    let description = StageKindDescription(
        name: "finetune-generator",
        summary: "Trains low-rank terms of a one-step generator along rewards directly",
        revision: 2,
        parameters: HypernetworkParameters.all([]),
        outputs: [
            OutputDescription(
                "generator", type: ArtifactType.oneStepGenerator,
                summary: "The generator with the terms, figures and pictures before and after")
        ], primaryOutput: "generator", cores: 64, memoryMegabytes: 900)

    func run(_ context: StageContext) throws {
        let artifact = try context.artifact("generator")
        let base = try HypernetworkGenerator(artifact, choices: context.generatorChoices(steps: 1))
        if base.pipeline != nil, try artifact.pipelineSettings().adapterScale != nil {
            throw AdaptationError.pipelineHasAdapter
        }
        let layers = HypernetworkLayers(patterns: try context.strings("layers"))
        try layers.check(against: base.layers, last: nil)
        let rank = try context.integer("rank")
        let adapter = LowRankAdapter(
            rank: rank, alpha: try context.optionalNumber("alpha").map { Float($0) } ?? Float(2 * rank),
            source: .random(seed: try context.seed()), isTrainable: true, isAdapted: layers.contains)
        let tuned = try base.adapted(by: adapter)

        let rewards = try context.weightedRewards()
        let prompts = try context.prompts("prompts", for: base).texts
        let evaluation = HypernetworkEvaluation(
            prompts: try context.prompts(
                "evaluation", limit: context.optionalInteger("evaluation_limit"), for: base),
            imagesPerPrompt: try context.integer("evaluation_images"), seed: try context.seed(),
            rewards: rewards, context: context)
        let pair = HypernetworkEvaluation.Pair(base.plain, tuned: tuned)
        let shown = try context.integer("evaluate_prompts")
        var training = try PostTraining(
            options: context.postTrainingOptions(prompts: prompts.count),
            generator: GeneratorObjective(tuned, adapter: adapter, prompts: prompts), rewards: rewards,
            prompts: prompts
        ) { try evaluation.figures(pair, prompts: shown) }
        try context.run(&training, checkpointEvery: try context.integer("checkpoint_every"))
        try training.apply(to: adapter, context: context)

        let output = try context.outputFolder("generator")
        try write(adapter, base, artifact, to: output, context: context)
        let result = try evaluation.run(pair, title: "tuned", picturesTo: output)
        try writeJSON(
            FineTuningFigures(result, of: evaluation, training: training), to: output + "/figures.json")
    }

    /// A generator of the embedded world gets its terms into its weights, with the terms beside it; a pipeline keeps its
    /// files and gets an adapter, as `load-weights` lays it out.
    private func write(
        _ adapter: LowRankAdapter, _ base: HypernetworkGenerator, _ artifact: Artifact, to output: String,
        context: StageContext
    ) throws {
        let folder = "\(output)/\(PipelineSettings.adapterFolder)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try LowRankAdapterFile.write(adapter, to: folder)
        if let configuration = base.configuration {
            try ModelFolder.write(
                adapter.merged(into: base.store), architecture: WorldGenerator.architecture,
                configuration: configuration, to: output)
            return
        }
        var settings = try artifact.pipelineSettings()
        settings.adapterScale = 1
        for file in artifact.files where file.relativePath != PipelineSettings.fileName {
            try context.cancellation.check()
            let target = "\(output)/\(file.relativePath)"
            try FileManager.default.createDirectory(
                at: URL(fileURLWithPath: target).deletingLastPathComponent(),
                withIntermediateDirectories: true)
            // The copy shares its blocks with the source where the file system can.
            let files = LocalFileSystem()
            do {
                try files.clone(file.path, to: target)
            } catch {
                try files.copy(file.path, to: target)
            }
        }
        try writeJSON(settings, to: "\(output)/\(PipelineSettings.fileName)")
    }
}

extension Artifact {
    /// How the pipeline of this artifact was loaded.
    fileprivate func pipelineSettings() throws -> PipelineSettings {
        contains(PipelineSettings.fileName)
            ? try decode(PipelineSettings.self, from: PipelineSettings.fileName) : PipelineSettings()
    }
}
