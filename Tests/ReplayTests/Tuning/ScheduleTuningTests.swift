import Methods
import Synchronization
import Testing

@testable import Replay

@Suite struct ScheduleTuningTests {
    private static let costs = TunedSchedule.Costs(denoiser: 10, verifier: 1)
    private static let quick = ScheduleTuning.Options(passes: 4, changes: 120)

    private func tuning(
        _ scores: RewardMatrix, final: RewardMatrix? = nil, options: ScheduleTuning.Options = quick
    ) throws -> ScheduleTuning {
        try ScheduleTuning(
            scores: scores, final: final ?? scores, strategy: .ttsnap, costs: Self.costs,
            handSet: .released(steps: scores.steps), options: options)
    }

    private func tuned(_ tuning: ScheduleTuning, budgets: [Double] = [600]) throws -> TunedSchedule {
        try tuning.tuned(budgets: budgets, train: MadeUpRewards.even, test: MadeUpRewards.odd)
    }

    @Test func findsTheStepAtWhichAllIsKnown() throws {
        let entry = try #require(
            tuned(tuning(MadeUpRewards.knownFrom(3))).schedules.first)
        // 13 candidates take 4 calls and a score each, the best one 6 more: 13 * 41 + 60 = 593.
        #expect(entry.at == [3])
        #expect(entry.candidates == 13)
        #expect(ExactCost.survivors(of: 13, keep: entry.keep) == [1])
        #expect(entry.cost == 593)
        let test = try #require(entry.test)
        #expect(test.bestOfNCandidates == 5)
        // Which is then best-of-13 for the price of best-of-5.
        let matrix = try MadeUpRewards.knownFrom(3)
        let best = MeanEstimate(
            MadeUpRewards.odd.map { BestOfN.reward(of: matrix, prompt: $0, count: 13) })
        #expect(abs(test.tuned - best.mean) < 0.03)
        #expect(test.gain > 5 * test.gainStandardError)
        #expect(abs(test.gain - (test.tuned - test.bestOfN)) < 1e-9)
    }

    @Test func predictsFromAllScoresWhereOneIsNotEnough() throws {
        let result = try tuned(tuning(MadeUpRewards.inTwoParts()), budgets: [600, 900])
        #expect(result.combination == "predicted")
        let entry = try #require(result.schedules.last)
        let weights = try #require(entry.weights)
        #expect(weights.map(\.count) == Array(1...entry.at.count))
        #expect(entry.at.contains { $0 == 1 || $0 == 2 } && entry.at.contains { $0 >= 3 })
        // Both parts weigh alike; those who see only one of them pick far worse.
        let last = try #require(weights.last)
        let early = zip(entry.at, last).filter { (1...2).contains($0.0) }.reduce(0) { $0 + $1.1 }
        let late = zip(entry.at, last).filter { $0.0 >= 3 }.reduce(0) { $0 + $1.1 }
        #expect(abs(early - late) < 0.15, "\(entry)")
    }

    @Test func givesTheSameWhateverTheThreads() throws {
        let matrix = try MadeUpRewards.knownFrom(2, noise: 1)
        var options = Self.quick
        let alone = try tuned(tuning(matrix, options: options), budgets: [900, 500])
        options.threads = 3
        let together = try tuned(tuning(matrix, options: options), budgets: [500, 900])
        #expect(alone == together)
        #expect(try alone.json == together.json)
    }

    @Test func choosesNothingByTheTestPrompts() throws {
        let matrix = try MadeUpRewards.knownFrom(2, noise: 1)
        let other = try MadeUpRewards.shuffled(matrix, prompts: Set(MadeUpRewards.odd))
        let (first, second) = try (tuned(tuning(matrix)), tuned(tuning(matrix, final: other)))
        let (a, b) = (try #require(first.schedules.first), try #require(second.schedules.first))
        #expect((a.at, a.keep, a.candidates) == (b.at, b.keep, b.candidates))
        #expect(a.weights == b.weights && a.crossValidatedGain == b.crossValidatedGain)
        #expect(a.test != b.test)
    }

    @Test func gainsNothingFromShuffledRewards() throws {
        let matrix = try MadeUpRewards.knownFrom(2, noise: 1)
        let shuffled = try MadeUpRewards.shuffled(matrix, prompts: Set(MadeUpRewards.even))
        let real = try #require(tuned(tuning(matrix)).schedules.first?.test)
        let entry = try #require(tuned(tuning(matrix, final: shuffled)).schedules.first)
        let chance = try #require(entry.test)
        #expect(real.gain > 0.2)
        #expect(chance.gain < 0.25 * real.gain, "\(entry)")
        #expect((entry.crossValidatedGain ?? 1) < 0.25 * real.gain)
    }

    @Test func keepsToBestOfNWhereScoresSayNothing() throws {
        let entry = try #require(tuned(tuning(MadeUpRewards.knownFrom(9))).schedules.first)
        #expect(entry.at.isEmpty && entry.keep.isEmpty && entry.weights == nil)
        #expect(entry.candidates == 5)
        let test = try #require(entry.test)
        #expect(abs(test.gain) < 0.02)
        #expect(try #require(test.releasedGain) < 0)
    }

    @Test func tellsHowFarItIs() throws {
        let shares = Mutex<[Double]>([])
        _ = try tuning(MadeUpRewards.knownFrom(3)).tuned(
            budgets: [600], train: MadeUpRewards.even, test: MadeUpRewards.odd,
            progress: { share in shares.withLock { $0.append(share) } })
        let all = shares.withLock { $0 }
        #expect(all == all.sorted() && all.last == 1 && all.count > 4)
    }

    @Test func stopsWhenAsked() throws {
        struct Stop: Error {}
        let tuning = try tuning(MadeUpRewards.knownFrom(3))
        #expect(throws: Stop.self) {
            _ = try tuning.tuned(
                budgets: [600], train: MadeUpRewards.even, test: MadeUpRewards.odd,
                checkCancellation: { throw Stop() })
        }
    }

    @Test(arguments: [
        ([], "there is no budget to tune for; give at least one"),
        ([600, 99], "the budget 99.0 does not pay for one candidate, which costs 100.0"),
        ([600, 600], "the budget 600.0 is listed twice"),
        ([-1], "the budget -1.0 is not a number above 0"),
        ([Double.infinity], "the budget inf is not a number above 0"),
    ])
    func refusesBudgets(_ budgets: [Double], message: String) throws {
        let tuning = try tuning(MadeUpRewards.knownFrom(3))
        let error = #expect(throws: TuningError.self) { try tuned(tuning, budgets: budgets) }
        #expect(error?.description == message)
    }

    @Test func refusesPromptsThatAreInBoth() throws {
        let tuning = try tuning(MadeUpRewards.knownFrom(3))
        #expect(throws: TuningError.promptInBoth(5)) {
            try tuning.tuned(budgets: [600], train: Array(0..<8), test: [5, 6, 9])
        }
        #expect(throws: TuningError.tooFewPrompts(use: "tune", found: 3, needed: 4)) {
            try tuning.tuned(budgets: [600], train: [0, 1, 2], test: [5])
        }
        #expect(throws: TuningError.tooFewPrompts(use: "test", found: 0, needed: 1)) {
            try tuning.tuned(budgets: [600], train: [0, 1, 2, 3], test: [])
        }
        #expect(throws: TuningError.self) {
            try tuning.tuned(budgets: [600], train: [0, 1, 2, 24], test: [5])
        }
    }

    @Test func refusesWhatDoesNotFit() throws {
        let matrix = try MadeUpRewards.knownFrom(3)
        let small = try MadeUpRewards.matrix(prompts: 3) { _, _, _ in 0 }
        #expect(throws: TuningError.self) {
            try ScheduleTuning(scores: matrix, final: small, strategy: .ttsnap, costs: Self.costs)
        }
        #expect(throws: TuningError.self) {
            try ScheduleTuning(
                scores: matrix, final: matrix, strategy: .ttsnap, costs: .init(denoiser: 0, verifier: 1))
        }
        for wrong in [
            HandSetSchedule(at: [2, 9], keep: [0.5, 0.5]), .init(at: [3, 2], keep: [0.5, 0.5]),
            .init(at: [2], keep: [1.5]), .init(at: [2], keep: []),
        ] {
            #expect(throws: TuningError.self) {
                try ScheduleTuning(
                    scores: matrix, final: matrix, strategy: .ttsnap, costs: Self.costs, handSet: wrong)
            }
        }
    }
}
