/// Multiply-accumulates of one call of each model, measured on a real call.
public struct CallCosts: Sendable, Hashable {
    /// Encoding one caption.
    public let encoder: Int
    /// One denoiser call for one candidate.
    public let denoiser: Int
    /// One score of one candidate.
    public let verifier: Int

    public init(encoder: Int, denoiser: Int, verifier: Int) {
        self.encoder = encoder
        self.denoiser = denoiser
        self.verifier = verifier
    }
}
