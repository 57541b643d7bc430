/// How a search spends its budget.
public enum SearchStrategy: String, Sendable, Hashable, CaseIterable, Codable {
    /// Draw N pictures, keep the best by the clean reward.
    case bestOfN = "best-of-n"
    /// Prune by the clean reward of Tweedie estimates.
    case ttsp
    /// Prune by the noise-aware reward of Tweedie estimates (arXiv 2511.22242).
    case ttsnap

    /// The name under which results are reported.
    public var key: String { self == .bestOfN ? "best_of_n" : rawValue }
}
