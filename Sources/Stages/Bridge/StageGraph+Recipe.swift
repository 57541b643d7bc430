import Engine
import Recipes

extension StageGraph {
    /// The graph of a recipe.
    /// - Throws: `EngineError.invalidGraph`, which no recipe that passed its checks should cause.
    public init(_ recipe: Recipe) throws {
        try self.init(recipe.stages.map(StageTask.init))
    }
}

extension StageTask {
    init(_ stage: RecipeStage) {
        self.init(
            name: stage.name, kind: stage.kind.name, revision: stage.kind.revision,
            configuration: stage.configuration, neutral: stage.neutral,
            extendable: stage.kind.extendableParameters,
            inputs: Dictionary(
                stage.inputs.map { ($0.binding, StageInput($0.source)) },
                uniquingKeysWith: { first, _ in first }),
            outputs: stage.kind.outputs.map(\.name), after: stage.after,
            resources: StageResources(cores: stage.kind.cores, memoryMegabytes: stage.kind.memoryMegabytes))
    }
}

extension StageInput {
    init(_ source: InputBinding.Source) {
        switch source {
        case .output(let stage, let output): self = .output(stage: stage, output: output)
        case .file(let path): self = .file(path: path)
        case .folder(let path): self = .folder(path: path)
        }
    }
}
