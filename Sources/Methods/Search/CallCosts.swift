/// Multiply-accumulates of one call of each model, measured on a real call.
public struct CallCosts: Sendable, Hashable {
    /// Encoding one caption for the generator and for the clean reward.
    public let encoder: Int
    /// Encoding one caption for all noise-aware rewards.
    public let noiseAwareEncoder: Int
    /// One denoiser call for one candidate.
    public let denoiser: Int
    /// One state or estimate to a picture; 0 where they are pictures already.
    public let decoder: Int
    /// One score of one picture.
    public let verifier: Int

    public init(encoder: Int, noiseAwareEncoder: Int = 0, denoiser: Int, decoder: Int = 0, verifier: Int) {
        self.encoder = encoder
        self.noiseAwareEncoder = noiseAwareEncoder
        self.denoiser = denoiser
        self.decoder = decoder
        self.verifier = verifier
    }

    /// All captions that a search encodes.
    func encoders(_ strategy: SearchStrategy) -> Int {
        encoder + (strategy == .ttsnap ? noiseAwareEncoder : 0)
    }

    /// The same costs where `strategy` is the one that encodes captions.
    func of(_ strategy: SearchStrategy) -> CallCosts {
        CallCosts(encoder: encoders(strategy), denoiser: denoiser, decoder: decoder, verifier: verifier)
    }
}
