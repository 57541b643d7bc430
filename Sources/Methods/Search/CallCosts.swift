/// Multiply-accumulates of one call of each model, measured on a real call.
public struct CallCosts: Sendable, Hashable {
    /// Encoding one caption for the generator, for the hypernetwork and for the clean rewards.
    public let encoder: Int
    /// Encoding one caption for all noise-aware rewards.
    public let noiseAwareEncoder: Int
    /// One denoiser call for one candidate.
    public let denoiser: Int
    /// One state or estimate to a picture; 0 where they are pictures already.
    public let decoder: Int
    /// One score of one picture, by every reward.
    public let verifier: Int
    /// Improving the noise of one candidate; 0 without a hypernetwork.
    public let hypernetwork: Int
    /// What each batch of such improvements costs beside that: low-rank terms are merged into the weights.
    public let merging: Int
    /// One step of gradient ascent on the noise of one candidate; 0 where no strategy takes any.
    public let ascent: Int

    public init(
        encoder: Int, noiseAwareEncoder: Int = 0, denoiser: Int, decoder: Int = 0, verifier: Int,
        hypernetwork: Int = 0, merging: Int = 0, ascent: Int = 0
    ) {
        self.encoder = encoder
        self.noiseAwareEncoder = noiseAwareEncoder
        self.denoiser = denoiser
        self.decoder = decoder
        self.verifier = verifier
        self.hypernetwork = hypernetwork
        self.merging = merging
        self.ascent = ascent
    }

    public subscript(call: SearchCall) -> Int {
        switch call {
        case .encoder: encoder
        case .noiseAwareEncoder: noiseAwareEncoder
        case .denoiser: denoiser
        case .decoder: decoder
        case .verifier: verifier
        case .hypernetwork: hypernetwork
        case .merging: merging
        case .ascent: ascent
        }
    }
}
