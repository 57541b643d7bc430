import Engine
import Recipes

/// Runs one recipe, or says what a run would do: the whole way from a checked recipe to results on the disk.
public struct RecipeRunner: Sendable {
    public let recipe: Recipe
    public let graph: StageGraph
    public let layout: ProjectLayout
    public let engine: Engine
    /// What the person changed in the recipe, for the run's record.
    public let overrides: [String]
    /// Of this program, for the run's record.
    public let version: String

    /// - Parameters:
    ///   - overrides: as given on the command line, for the run's record; the recipe has them already.
    ///   - version: of the program, for the run's record.
    /// - Throws: `EngineError` when the cache folder cannot be made.
    public init(
        _ recipe: Recipe, registry: StageRegistry, layout: ProjectLayout, overrides: [String] = [],
        version: String = ""
    ) throws {
        self.recipe = recipe
        self.layout = layout
        self.overrides = overrides
        self.version = version
        graph = try StageGraph(recipe)
        try layout.prepareCache()
        engine = try Engine(
            cacheFolder: layout.cacheFolder, executor: StageKindExecutor(registry),
            projectFolder: recipe.projectFolder, readableFolders: ModelHub.localFolders)
    }

    /// Where this recipe's results are shown.
    public var outputsFolder: String { layout.outputsFolder(of: recipe.name) }

    public var stageNames: StageNames { StageNames(graph.stages.map(\.name)) }

    /// How the engine is to run, plan or verify this recipe.
    /// - Throws: `UnknownStageName`.
    public func options(
        _ choices: RunChoices = RunChoices(), cancellation: CancellationFlag = CancellationFlag()
    ) throws -> RunOptions {
        var capacity = StageResources.machine
        capacity.cores = max(1, choices.threads ?? AvailableCores.count)
        var options = RunOptions(
            scope: recipe.name, capacity: capacity, cancellation: cancellation,
            outputsFolder: layout.outputsFolder)
        let names = stageNames
        func find(_ written: [String]) throws -> Set<String> { Set(try written.flatMap(names.find)) }
        options.forced = try find(choices.forced)
        options.only = choices.only.isEmpty ? nil : try find(choices.only)
        options.until = choices.until.isEmpty ? nil : try find(choices.until)
        options.keepsGoing = choices.keepsGoing
        options.maximumStages = choices.jobs
        return options
    }

    /// What a run would do, and why.
    /// - Throws: `UnknownStageName`, `EngineError`.
    public func plan(_ choices: RunChoices = RunChoices(), sources: [any ResultSource] = []) throws -> Plan {
        var options = try options(choices)
        options.sources = sources
        return try engine.plan(graph, options: options)
    }

    /// Runs what is not in the cache and shows all results.
    ///
    /// - Parameters:
    ///   - threads: how many cores all stages together may keep busy; nil for what the choices say.
    ///   - sources: asked for results before they are computed.
    ///   - unchanged: is to know what this run looked at, made before the recipe was read.
    ///   - observer: hears every event, one at a time.
    /// - Throws: `UnknownStageName`; `EngineError` when the run cannot begin. A failed stage is part of the result
    ///   instead.
    public func run(
        _ choices: RunChoices = RunChoices(), threads: Int? = nil,
        unchanged: UnchangedRecipe? = nil, sources: [any ResultSource] = [],
        cancellation: CancellationFlag = CancellationFlag(),
        observer: @escaping @Sendable (RunEvent) -> Void = { _ in }
    ) throws -> RecipeRunResult {
        var choices = choices
        choices.threads = threads ?? choices.threads
        var options = try options(choices, cancellation: cancellation)
        options.sources = sources
        options.provenance = provenance(choices, threads: options.capacity.cores)
        let curves = TrainingCurves(folder: outputsFolder + "/" + TrainingCurves.folderName)
        let summary = try engine.run(graph, options: options) { event in
            if let warning = curves.observe(event) { observer(warning) }
            observer(event)
        }
        let result = placeReports(of: summary)
        if choices.only.isEmpty, choices.until.isEmpty {
            unchanged?.remember(result, of: recipe, by: engine, options: options)
        }
        return result
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
