/// One reward of a replay.
public struct ReplayReward: Sendable {
    public let name: String
    /// The clean reward on the estimate of every step; its last step is the finished picture.
    public let base: RewardMatrix
    /// The noise-aware reward; steps that it was not trained for hold the clean one. Nil where there is none.
    public let noiseAware: RewardMatrix?

    /// - Throws: `ReplayError.matrices` where the two differ in size.
    public init(name: String, base: RewardMatrix, noiseAware: RewardMatrix? = nil) throws(ReplayError) {
        if let noiseAware, noiseAware.sizes != base.sizes {
            throw .matrices(
                reward: "the noise-aware \(name)", found: noiseAware.sizes, other: "the base reward",
                expected: base.sizes)
        }
        (self.name, self.base, self.noiseAware) = (name, base, noiseAware)
    }

    /// How the reward is reported.
    public var scale: RewardScale { RewardScale(reward: name) }
}

/// How figures of a reward are reported; candidates are compared by the values as they are.
public struct RewardScale: Sendable, Hashable {
    public let shift: Double
    public let factor: Double

    public static let plain = RewardScale(shift: 0, factor: 1)

    /// - Parameter reward: `imr` stands for ImageReward, which its authors report with mean 0 and variance 1 (constants
    ///   of ImageReward's release), `hps` for HPSv2 in per cent; any other one is reported as it is.
    public init(reward: String) {
        switch reward {
        case "imr": self.init(shift: -0.16717362830052426, factor: 1 / 1.0333394966054072)
        case "hps": self.init(shift: 0, factor: 100)
        default: self = .plain
        }
    }

    private init(shift: Double, factor: Double) { (self.shift, self.factor) = (shift, factor) }

    public func shown(_ value: Double) -> Double { (value + shift) * factor }
}
