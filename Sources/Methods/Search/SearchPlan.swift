/// A search with one strategy and one budget for each prompt.
public struct SearchPlan: Sendable, Hashable {
    public let strategy: SearchStrategy
    /// Of the strategies that prune.
    public let schedule: PruningSchedule
    public let budget: SearchBudget
    public let neighbors: NeighborChoices
    public let paths: PathChoices
    public let ascent: AscentChoices

    public init(
        strategy: SearchStrategy, schedule: PruningSchedule = .none, budget: SearchBudget,
        neighbors: NeighborChoices = NeighborChoices(), paths: PathChoices = .none,
        ascent: AscentChoices = AscentChoices()
    ) {
        self.strategy = strategy
        self.schedule = Self.prunes(strategy, ascent) ? schedule : .none
        self.budget = budget
        self.neighbors = neighbors
        self.paths = paths
        self.ascent = ascent
    }

    /// - Parameter budget: multiply-accumulates for one prompt.
    public init(strategy: SearchStrategy, schedule: PruningSchedule, budget: Int) {
        self.init(strategy: strategy, schedule: schedule, budget: .multiplyAccumulates(budget))
    }

    /// Whether a schedule matters: to the strategy, or to the one that noise optimisation starts from.
    private static func prunes(_ strategy: SearchStrategy, _ ascent: AscentChoices) -> Bool {
        strategy.prunes || (strategy == .noiseOptimization && ascent.start?.prunes == true)
    }

    /// How the strategy works. A further one takes a case of `SearchStrategy`, a `SearchMethod` and a line here.
    var method: any SearchMethod {
        switch strategy {
        case .bestOfN, .ttsp: PrunedSearch(schedule: schedule, isNoiseAware: false)
        case .ttsnap: PrunedSearch(schedule: schedule, isNoiseAware: true)
        case .zeroOrder: ZeroOrderSearch(choices: neighbors)
        case .paths: PathSearch(choices: paths)
        case .noiseOptimization:
            AscentSearch(
                choices: ascent,
                first: ascent.start.map { PrunedSearch(schedule: schedule, isNoiseAware: $0 == .ttsnap) })
        }
    }
}
