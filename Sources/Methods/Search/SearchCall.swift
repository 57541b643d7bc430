/// Calls that a search is charged for.
public enum SearchCall: String, Sendable, Hashable, CaseIterable, Codable {
    /// Reading one caption for the generator, the hypernetwork and the clean rewards.
    case encoder
    /// Reading one caption for all noise-aware rewards.
    case noiseAwareEncoder
    /// One denoiser call for one candidate.
    case denoiser
    /// One state or estimate to a picture.
    case decoder
    /// One picture scored by every reward.
    case verifier
    /// Improving the noise of one candidate by a hypernetwork.
    case hypernetwork
    /// What a batch of such improvements costs however small it is: low-rank terms are merged into the weights.
    case merging
    /// One step of gradient ascent on the noise of one candidate.
    case ascent
}

/// How often each call is made.
public struct CallCounts: Sendable, Hashable {
    private var counts: [SearchCall: Int] = [:]

    public init() {}

    public subscript(call: SearchCall) -> Int {
        get { counts[call] ?? 0 }
        set { counts[call] = newValue == 0 ? nil : newValue }
    }

    /// In multiply-accumulates.
    public func cost(_ costs: CallCosts) -> Int {
        counts.reduce(0) { $0 + $1.value * costs[$1.key] }
    }

    /// In seconds.
    public func seconds(_ seconds: CallSeconds) -> Double {
        // In a fixed order, for sums of floating-point numbers depend on it.
        SearchCall.allCases.reduce(0) { $0 + Double(self[$1]) * seconds[$1] }
    }
}

/// Seconds of one call of each kind on some machine.
public struct CallSeconds: Sendable, Hashable, Codable {
    public var seconds: [String: Double]

    public init(_ seconds: [SearchCall: Double]) {
        self.seconds = Dictionary(uniqueKeysWithValues: seconds.map { ($0.key.rawValue, $0.value) })
    }

    public subscript(call: SearchCall) -> Double { seconds[call.rawValue] ?? 0 }
}
