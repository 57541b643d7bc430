/// How one strategy works: what it costs, and how it is carried out over the candidates that all strategies share.
protocol SearchMethod: Sendable {
    /// Calls of the search of one prompt.
    ///
    /// - Parameters:
    ///   - size: how large the search is, from 1: candidates at the start, candidates in all, or paths.
    ///   - steps: of the sampler.
    ///   - batch: candidates whose noise is improved together.
    func calls(size: Int, steps: Int, batch: Int) -> CallCounts

    /// Candidates that a search of that size starts.
    func started(size: Int) -> Int

    /// Searches for every prompt of the run, and charges the run for every call, as many as `calls` says.
    ///
    /// - Returns: one finding for each prompt.
    func search(size: Int, in run: SearchRun) throws -> [SearchFinding]

    /// Who the candidate of that number in the lives is; nil for one that a larger search does not meet again.
    func candidate(_ number: Int) -> Candidate?

    /// Steps whose estimates are scored.
    var scoredSteps: [Int] { get }

    /// Steps after which states are branched.
    var branchedSteps: [Int] { get }
}

extension SearchMethod {
    var branchedSteps: [Int] { [] }

    /// Batches of at most `batch` for `count` candidates.
    func batches(_ count: Int, of batch: Int) -> Int { (count + batch - 1) / batch }
}

/// What a method found for one prompt.
struct SearchFinding {
    /// By number.
    var candidates: [Candidate]
    var lives: [CandidateLife]
    var levels: [SearchLevel]
    /// Number of the winner.
    var winner: Int
    /// What each clean reward says of the winner.
    var rewards: [Float]
}
