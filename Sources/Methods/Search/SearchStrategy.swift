/// How a search spends its budget.
public enum SearchStrategy: String, Sendable, Hashable, CaseIterable, Codable {
    /// Draw N pictures, keep the best by the clean reward.
    case bestOfN = "best-of-n"
    /// Prune by the clean reward of Tweedie estimates.
    case ttsp
    /// Prune by the noise-aware reward of Tweedie estimates (arXiv 2511.22242).
    case ttsnap
    /// Go from the best noise so far to its neighbours (arXiv 2501.09732).
    case zeroOrder = "zero-order"
    /// Keep the best of some paths at a few steps, and branch each by fresh noise (arXiv 2501.09732).
    case paths
    /// Climb the gradient of the rewards with the noise itself (arXiv 2406.04312).
    case noiseOptimization = "noise-optimization"

    /// The name under which results are reported.
    public var key: String { rawValue.split(separator: "-").joined(separator: "_") }

    /// Whether it prunes by a schedule.
    public var prunes: Bool { self == .ttsp || self == .ttsnap }
}
