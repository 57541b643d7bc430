import Engine
import Layers
import Methods
import Recipes
import Tensors
import Values

/// Takes in a noise hypernetwork that another program, or another project, trained.
struct LoadHypernetwork: StageKind {
    let description = StageKindDescription(
        name: "load-hypernetwork", summary: "Reads a noise hypernetwork from an adapter of PEFT or diffusers",
        parameters: [
            ParameterDescription(
                "from", .model, help: "The folder or file of the low-rank terms, or where a hub has them"),
            ParameterDescription(
                "generator", .artifact(types: [ArtifactType.oneStepGenerator, ArtifactType.generator]),
                help: "The generator that the terms are of"),
            ParameterDescription(
                "last_layer", .string(maximumLength: 200), default: .string(HypernetworkFiles.lastLayer),
                help: "The layer that gives its term alone, where the adapter does not record one"),
            ParameterDescription(
                "residual", .boolean, default: true,
                help: "Whether the output is added to the noise, or is the noise itself"),
        ],
        outputs: [
            OutputDescription(
                "hypernetwork", type: ArtifactType.hypernetwork, summary: "Low-rank terms in PEFT's layout")
        ], primaryOutput: "hypernetwork", cores: 1, memoryMegabytes: 512)

    func run(_ context: StageContext) throws {
        let base = try HypernetworkGenerator(
            context.artifact("generator"), choices: GeneratorChoices(steps: 1))
        let adapter = try HypernetworkFiles.adapter(
            context.artifact("from"), for: base, last: context.string("last_layer"))
        let isResidual = try context.boolean("residual")
        // Built once, so that every term is read and has its place.
        _ = try base.hypernetwork(adapter: adapter, isResidual: isResidual)
        try adapter.store.verify()
        guard adapter.store.values.values.allSatisfy({ $0.sumOfSquares.isFinite }) else {
            throw StageError.notANumber("a weight of the low-rank terms")
        }
        try HypernetworkFiles.write(
            adapter, isResidual: isResidual, to: context.outputFolder("hypernetwork"))
        context.progress.note("\(adapter.layers.count) layers, \(adapter.store.count) parameters")
    }
}
