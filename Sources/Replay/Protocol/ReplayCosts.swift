/// Costs of one call for one candidate, in one unit (the paper's is TFLOPs); budgets are in the same.
public struct ReplayCosts: Sendable, Hashable, Codable {
    /// One denoiser call.
    public let denoiser: Double
    /// One score.
    public let verifier: Double

    /// - Throws: `ReplayError.cost` for costs that are not finite or negative, or a denoiser that is free.
    public init(denoiser: Double, verifier: Double) throws(ReplayError) {
        guard denoiser.isFinite, denoiser > 0 else { throw .cost("denoiser", denoiser, expected: "above 0") }
        guard verifier.isFinite, verifier >= 0 else {
            throw .cost("verifier", verifier, expected: "at least 0")
        }
        (self.denoiser, self.verifier) = (denoiser, verifier)
    }
}
