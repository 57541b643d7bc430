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

    /// A mean over prompts and its standard error.
    public struct Figure: Sendable, Hashable, Codable {
        public var mean: Double
        public var standardError: Double

        public init(mean: Double, standardError: Double) {
            (self.mean, self.standardError) = (mean, standardError)
        }

        enum CodingKeys: String, CodingKey {
            case mean
            case standardError = "standard_error"
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
        /// What was expected of this schedule on the prompts that it was chosen on, by cross-validation.
        public var crossValidated: Figure?
        /// Mean final reward on prompts that the schedule was not chosen on, at no more than `budget`.
        public var bestOfN: Figure?
        /// The same for the schedule that TTSnap was released with.
        public var released: Figure?
        /// The same for this schedule.
        public var tuned: Figure?

        public init(
            budget: Double, candidates: Int, at: [Int], keep: [Double], weights: [[Double]]? = nil,
            cost: Double, crossValidated: Figure? = nil, bestOfN: Figure? = nil, released: Figure? = nil,
            tuned: Figure? = nil
        ) {
            (self.budget, self.candidates, self.at, self.keep) = (budget, candidates, at, keep)
            (self.weights, self.cost, self.crossValidated) = (weights, cost, crossValidated)
            (self.bestOfN, self.released, self.tuned) = (bestOfN, released, tuned)
        }

        enum CodingKeys: String, CodingKey {
            case budget, candidates, at, keep, weights, cost, released, tuned
            case crossValidated = "cross_validated"
            case bestOfN = "best_of_n"
        }
    }

    /// Steps of the sampler.
    public var steps: Int
    /// Whose scores prune: `ttsnap` for the noise-aware reward, `ttsp` for the clean one.
    public var strategy: SearchStrategy
    public var costs: Costs
    /// Ascending by budget.
    public var schedules: [Entry]

    public init(steps: Int, strategy: SearchStrategy, costs: Costs, schedules: [Entry]) {
        (self.steps, self.strategy, self.costs) = (steps, strategy, costs)
        self.schedules = schedules.sorted { $0.budget < $1.budget }
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
            do { _ = try PruningSchedule(steps: entry.at, keep: entry.keep, of: steps) } catch {
                throw .tunedSchedule("\(place): \(error)")
            }
            guard let weights = entry.weights else { continue }
            guard weights.map(\.count) == Array(1..<entry.at.count + 1) else {
                throw .tunedSchedule(
                    "\(place): 'weights' has rows of \(weights.map(\.count)), expected one weight at the first "
                        + "level and one more at each of the \(entry.at.count)")
            }
            guard weights.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
                throw .tunedSchedule("\(place): 'weights' holds a number that is not finite")
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
