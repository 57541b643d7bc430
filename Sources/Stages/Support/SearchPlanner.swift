import Engine
import Foundation
import Methods
import Values

/// Which searches the recipe asks for.
struct SearchPlanner {
    let strategies: [SearchStrategy]
    let budgets: [SearchBudget]
    private let schedule: PruningSchedule
    private let tuned: TunedSchedule?
    private let neighbors: NeighborChoices
    private let paths: PathChoices
    private let ascent: AscentChoices
    private let steps: Int

    init(_ context: StageContext, steps: Int) throws {
        self.steps = steps
        strategies = try context.strings("strategies").compactMap(SearchStrategy.init(rawValue:))
        budgets = try context.searchBudgets("budgets")
        tuned = try context.optionalArtifact("schedule").map { artifact in
            let path = try artifact.path(of: TunedSchedule.fileName)
            guard let data = FileManager.default.contents(atPath: path) else {
                throw StageError.unreadable(file: TunedSchedule.fileName, problem: "cannot be read")
            }
            return try TunedSchedule(json: data)
        }
        if let tuned, tuned.steps != steps {
            throw SearchStageError.otherSteps(found: tuned.steps, expected: steps)
        }
        let ascentStart = try context.optionalString("ascent_from").flatMap(SearchStrategy.init(rawValue:))
        // What no strategy uses may be anything: its default is not for every number of steps.
        schedule =
            tuned != nil || !(strategies.contains(where: \.prunes) || ascentStart?.prunes == true)
            ? .none
            : try PruningSchedule(steps: context.integers("at"), keep: context.numbers("keep"), of: steps)
        neighbors = try NeighborChoices(
            count: context.integer("neighbors"), radius: context.number("radius"))
        paths =
            strategies.contains(.paths)
            ? try PathChoices(
                steps: context.integers("branch_at"), branches: context.integer("branches"),
                back: context.integer("renoise"), of: steps) : .none
        ascent = try AscentChoices(options: context.ascentOptions(), start: ascentStart)
    }

    /// Whether noise is optimised.
    var ascends: Bool { strategies.contains(.noiseOptimization) }

    /// Whether noise-aware rewards prune.
    var needsNoiseAware: Bool {
        strategies.contains(.ttsnap) || (ascends && ascent.start == .ttsnap)
    }

    /// Whether a budget is in seconds.
    var needsSeconds: Bool {
        budgets.contains { if case .seconds = $0 { true } else { false } }
    }

    func plans(costs: CallCosts, seconds: CallSeconds?) throws -> [SearchPlan] {
        try budgets.flatMap { budget in
            try strategies.map { try plan($0, budget, costs, seconds) }
        }
    }

    func plan(
        _ strategy: SearchStrategy, _ budget: SearchBudget, _ costs: CallCosts, _ seconds: CallSeconds?
    ) throws -> SearchPlan {
        SearchPlan(
            strategy: strategy, schedule: try schedule(for: budget, costs, seconds), budget: budget,
            neighbors: neighbors, paths: paths, ascent: ascent)
    }

    private func schedule(
        for budget: SearchBudget, _ costs: CallCosts, _ seconds: CallSeconds?
    ) throws -> PruningSchedule {
        guard let tuned else { return schedule }
        let entry: TunedSchedule.Entry? =
            switch budget {
            case .multiplyAccumulates(let count):
                tuned.entry(budget: Double(count), denoiser: Double(costs.denoiser))
            case .seconds(let limit):
                tuned.entry(budget: limit, denoiser: max(seconds?[.denoiser] ?? 0, .leastNormalMagnitude))
            case .images(let count):
                tuned.schedules.last { $0.candidates <= count } ?? tuned.schedules.first
            }
        return try entry.map {
            try PruningSchedule(steps: $0.at, keep: $0.keep, weights: $0.weights, of: steps)
        } ?? .none
    }
}
