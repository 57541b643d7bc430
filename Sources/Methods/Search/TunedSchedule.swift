import Foundation

/// Pruning schedules that were chosen for several budgets on rewards known before: the content of `schedule.json`.
public struct TunedSchedule: Sendable, Hashable, Codable {
    /// The file of this in an artifact of the type `schedule`.
    public static let fileName = "schedule.json"

    /// Costs of one call, in one unit of any kind; budgets are in the same.
    public struct Costs: Sendable, Hashable, Codable {
        /// Encoding one caption, once for each search.
        public var encoder: Double
        /// One denoiser call for one candidate.
        public var denoiser: Double
        /// One state or estimate to a picture.
        public var decoder: Double
        /// One score of one picture.
        public var verifier: Double

        public init(encoder: Double = 0, denoiser: Double, decoder: Double = 0, verifier: Double) {
            (self.encoder, self.denoiser) = (encoder, denoiser)
            (self.decoder, self.verifier) = (decoder, verifier)
        }
    }

    /// Figures on prompts that a schedule was not chosen on: mean final rewards within the budget, exact costs, with
    /// standard errors over prompts.
    public struct Judgement: Sendable, Hashable, Codable {
        public private(set) var bestOfN: Double
        public private(set) var bestOfNStandardError: Double
        public private(set) var bestOfNCandidates: Int
        public private(set) var tuned: Double
        public private(set) var tunedStandardError: Double
        /// Of the tuned schedule over best-of-N, paired by prompt.
        public private(set) var gain: Double
        public private(set) var gainStandardError: Double
        /// The same for the schedule that TTSnap was released with, or another one set by hand.
        public private(set) var released: Double?
        public private(set) var releasedStandardError: Double?
        public private(set) var releasedCandidates: Int?
        public private(set) var releasedGain: Double?
        public private(set) var releasedGainStandardError: Double?

        public init(bestOfN: MeanEstimate, bestOfNCandidates: Int, tuned: MeanEstimate, gain: MeanEstimate) {
            (self.bestOfN, bestOfNStandardError) = (bestOfN.mean, bestOfN.standardError)
            self.bestOfNCandidates = bestOfNCandidates
            (self.tuned, tunedStandardError) = (tuned.mean, tuned.standardError)
            (self.gain, gainStandardError) = (gain.mean, gain.standardError)
        }

        public mutating func compare(released: MeanEstimate, candidates: Int, gain: MeanEstimate) {
            (self.released, releasedStandardError) = (released.mean, released.standardError)
            releasedCandidates = candidates
            (releasedGain, releasedGainStandardError) = (gain.mean, gain.standardError)
        }

        enum CodingKeys: String, CodingKey {
            case bestOfN = "best_of_n"
            case bestOfNStandardError = "best_of_n_se"
            case bestOfNCandidates = "best_of_n_candidates"
            case tuned, gain, released
            case tunedStandardError = "tuned_se"
            case gainStandardError = "gain_se"
            case releasedStandardError = "released_se"
            case releasedCandidates = "released_candidates"
            case releasedGain = "released_gain"
            case releasedGainStandardError = "released_gain_se"
        }
    }

    /// The schedule for one budget.
    public struct Entry: Sendable, Hashable, Codable {
        /// Cost of the search of one prompt at most.
        public var budget: Double
        /// How many candidates are started.
        public var candidates: Int
        /// Steps, counted from 0, whose Tweedie estimates are scored; ascending.
        public var at: [Int]
        /// Share of the candidates kept at each. With `candidates` started, each level prunes.
        public var keep: [Double]
        /// Level k has k + 1 weights, for the scores at the levels 0 to k; candidates are ranked by the weighted sum.
        /// `nil` where they are ranked by the last score alone.
        public var weights: [[Double]]?
        /// Exact cost of the search of one prompt.
        public var cost: Double
        /// Gain over best-of-N by cross-validation on the prompts that the schedule was chosen on, and its standard
        /// error.
        public var crossValidatedGain: Double?
        public var crossValidatedGainStandardError: Double?
        /// In the text its figures stand beside the others.
        public var test: Judgement?

        public init(
            budget: Double, candidates: Int, at: [Int], keep: [Double], weights: [[Double]]? = nil,
            cost: Double, crossValidatedGain: MeanEstimate? = nil, test: Judgement? = nil
        ) {
            (self.budget, self.candidates, self.at, self.keep) = (budget, candidates, at, keep)
            (self.weights, self.cost, self.test) = (weights, cost, test)
            self.crossValidatedGain = crossValidatedGain?.mean
            crossValidatedGainStandardError = crossValidatedGain?.standardError
        }

        enum CodingKeys: String, CodingKey {
            case budget, candidates, at, keep, weights, cost
            case crossValidatedGain = "cross_validated_gain"
            case crossValidatedGainStandardError = "cross_validated_gain_se"
        }

        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            budget = try values.decode(Double.self, forKey: .budget)
            candidates = try values.decode(Int.self, forKey: .candidates)
            at = try values.decode([Int].self, forKey: .at)
            keep = try values.decode([Double].self, forKey: .keep)
            weights = try values.decodeIfPresent([[Double]].self, forKey: .weights)
            cost = try values.decode(Double.self, forKey: .cost)
            crossValidatedGain = try values.decodeIfPresent(Double.self, forKey: .crossValidatedGain)
            crossValidatedGainStandardError = try values.decodeIfPresent(
                Double.self, forKey: .crossValidatedGainStandardError)
            let judged = try decoder.container(keyedBy: Judgement.CodingKeys.self)
            test = judged.contains(.tuned) ? try Judgement(from: decoder) : nil
        }

        public func encode(to encoder: any Encoder) throws {
            var values = encoder.container(keyedBy: CodingKeys.self)
            try values.encode(budget, forKey: .budget)
            try values.encode(candidates, forKey: .candidates)
            try values.encode(at, forKey: .at)
            try values.encode(keep, forKey: .keep)
            // Null and not left out: the last score alone counts, and that is said.
            try values.encode(weights, forKey: .weights)
            try values.encode(cost, forKey: .cost)
            try values.encodeIfPresent(crossValidatedGain, forKey: .crossValidatedGain)
            try values.encodeIfPresent(
                crossValidatedGainStandardError, forKey: .crossValidatedGainStandardError)
            try test?.encode(to: encoder)
        }
    }

    /// Steps of the sampler.
    public var steps: Int
    /// Whose scores prune: `ttsnap` for the noise-aware reward, `ttsp` for the clean one.
    public var strategy: SearchStrategy
    public var costs: Costs
    /// How scores are combined in all of them: `last` or `predicted`.
    public var combination: String?
    /// How many prompts everything was chosen on, and how many it was judged on.
    public var trainPrompts: Int?
    public var testPrompts: Int?
    /// Ascending by budget.
    public var schedules: [Entry]

    public init(
        steps: Int, strategy: SearchStrategy, costs: Costs, combination: String? = nil,
        trainPrompts: Int? = nil, testPrompts: Int? = nil, schedules: [Entry]
    ) {
        (self.steps, self.strategy, self.costs) = (steps, strategy, costs)
        (self.combination, self.trainPrompts, self.testPrompts) = (combination, trainPrompts, testPrompts)
        self.schedules = schedules.sorted { $0.budget < $1.budget }
    }

    enum CodingKeys: String, CodingKey {
        case steps, strategy, costs, combination, schedules
        case trainPrompts = "train_prompts"
        case testPrompts = "test_prompts"
    }

    /// The entry for a search with costs in another unit: the one of the nearest budget at or below the given one,
    /// both counted in denoiser calls; the smallest where all are above.
    public func entry(budget: Double, denoiser: Double) -> Entry? {
        let calls = budget / denoiser
        return schedules.last { $0.budget / costs.denoiser <= calls } ?? schedules.first
    }
}

extension TunedSchedule {
    /// No search has more steps or levels.
    static let maximumSteps = 100_000

    /// Reads and checks the text of `schedule.json`.
    public init(json data: Data) throws(SearchError) {
        let read: TunedSchedule
        do { read = try JSONDecoder().decode(TunedSchedule.self, from: data) } catch {
            throw .tunedSchedule("it is not the JSON of a tuned schedule: \(Self.reason(error))")
        }
        try read.check()
        self = read
    }

    /// The text of `schedule.json`: keys in order, so that the same schedule gives the same bytes.
    public var json: Data {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            return try encoder.encode(self) + Data("\n".utf8)
        }
    }

    private func check() throws(SearchError) {
        guard steps > 0, steps <= Self.maximumSteps else {
            throw .tunedSchedule("'steps' is \(steps), expected 1 to \(Self.maximumSteps)")
        }
        let all = [costs.encoder, costs.denoiser, costs.decoder, costs.verifier]
        guard all.allSatisfy({ $0.isFinite && $0 >= 0 }), costs.denoiser > 0 else {
            throw .tunedSchedule("'costs' must not be negative, and that of the denoiser above 0")
        }
        guard !schedules.isEmpty else { throw .tunedSchedule("'schedules' is empty") }
        for (index, entry) in schedules.enumerated() {
            let place = "schedules[\(index)]"
            guard entry.budget.isFinite, entry.budget > 0,
                index == 0 || entry.budget > schedules[index - 1].budget
            else { throw .tunedSchedule("\(place): budgets must be above 0 and ascend") }
            guard (1...PruningSchedule.maximumCandidates).contains(entry.candidates) else {
                throw .tunedSchedule(
                    "\(place): found \(entry.candidates) candidates, expected 1 to "
                        + "\(PruningSchedule.maximumCandidates)")
            }
            do {
                _ = try PruningSchedule(steps: entry.at, keep: entry.keep, weights: entry.weights, of: steps)
            } catch {
                throw .tunedSchedule("\(place): \(error)")
            }
        }
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, let context):
            "the key '\((context.codingPath + [key]).map(\.stringValue).joined(separator: "."))' is missing"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            "'\(context.codingPath.map(\.stringValue).joined(separator: "."))' has another type than expected"
        case DecodingError.dataCorrupted(let context): context.debugDescription
        default: "\(error)"
        }
    }
}
