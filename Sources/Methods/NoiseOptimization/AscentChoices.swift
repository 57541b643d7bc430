/// How a search optimises noise.
public struct AscentChoices: Sendable, Hashable {
    public let options: NoiseOptimizationOptions
    /// The strategy whose winner is optimised; nil for the first noise of the prompt.
    public let start: SearchStrategy?

    /// From the first noise, with the defaults.
    public init() { (options, start) = (NoiseOptimizationOptions(), nil) }

    /// - Parameter start: best-of-N, or one that prunes.
    /// - Throws: for what is no start, and for values that are out of range.
    public init(options: NoiseOptimizationOptions, start: SearchStrategy?) throws(SearchError) {
        if let start, start != .bestOfN && !start.prunes { throw .ascentStart(start) }
        guard options.iterations >= 1, options.iterations <= PruningSchedule.maximumCandidates else {
            throw .ascentIterations(options.iterations)
        }
        (self.options, self.start) = (options, start)
    }
}
