import Engine
import Recipes

/// Runs one recipe, or says what a run would do: the whole way from a checked recipe to results on the disk.
public struct RecipeRunner: Sendable {
    public let recipe: Recipe
    public let graph: StageGraph
    public let layout: ProjectLayout
    let engine: Engine

    /// - Throws: `EngineError` when the cache folder cannot be made.
    public init(_ recipe: Recipe, registry: StageRegistry, layout: ProjectLayout) throws {
        self.recipe = recipe
        self.layout = layout
        graph = try StageGraph(recipe)
        try layout.prepareCache()
        engine = try Engine(
            cacheFolder: layout.cacheFolder, executor: StageKindExecutor(registry),
            projectFolder: recipe.projectFolder)
    }

    /// Where this recipe's results are shown.
    public var outputsFolder: String { layout.outputsFolder(of: recipe.name) }

    /// What a run would do, and why.
    public func plan() throws -> Plan {
        try engine.plan(graph, options: RunOptions(scope: recipe.name))
    }

    /// Runs what is not in the cache and shows all results.
    ///
    /// - Parameters:
    ///   - threads: how many cores all stages together may keep busy; nil for all that this process may use.
    ///   - observer: hears every event, one at a time.
    /// - Throws: `EngineError` when the run cannot begin; a failed stage is part of the result instead.
    public func run(
        threads: Int? = nil, cancellation: CancellationFlag = CancellationFlag(),
        observer: @escaping @Sendable (RunEvent) -> Void = { _ in }
    ) throws -> RecipeRunResult {
        var capacity = StageResources.machine
        capacity.cores = max(1, threads ?? AvailableCores.count)
        let options = RunOptions(
            scope: recipe.name, capacity: capacity, cancellation: cancellation,
            outputsFolder: layout.outputsFolder)
        let summary = try engine.run(graph, options: options, observer: observer)
        return placeReports(of: summary)
    }

    private func placeReports(of summary: RunSummary) -> RecipeRunResult {
        let placement = ReportPlacement(folder: outputsFolder)
        var result = RecipeRunResult(summary: summary, outputsFolder: outputsFolder)
        for stage in summary.stages where stage.kind == ReportPlacement.kind && stage.status.isSuccess {
            guard let shown = stage.presentedAt else { continue }
            do {
                result.reportFiles = try placement.place(from: shown)
            } catch {
                result.placementError = error
            }
        }
        return result
    }
}
