import Foundation
import Methods
import Testing

@Suite struct TunedScheduleTests {
    private static let test: TunedSchedule.Judgement = {
        var test = TunedSchedule.Judgement(
            bestOfN: MeanEstimate([1, 2]), bestOfNCandidates: 9, tuned: MeanEstimate([2, 4]),
            gain: MeanEstimate([1, 2]))
        test.compare(released: MeanEstimate([1, 3]), candidates: 30, gain: MeanEstimate([0, 1]))
        return test
    }()

    private static let tuned = TunedSchedule(
        steps: 20, strategy: .ttsnap, costs: .init(denoiser: 10, verifier: 1),
        schedules: [
            .init(
                budget: 2000, candidates: 40, at: [2, 6], keep: [0.25, 0.5], weights: [[1], [0.25, 1]],
                cost: 1990,
                crossValidatedGain: MeanEstimate([1, 2]), test: Self.test),
            .init(budget: 1000, candidates: 20, at: [3], keep: [0.25], cost: 980),
        ])

    private func text(_ old: String, _ new: String) throws -> Data {
        let text = String(decoding: try Self.tuned.json, as: UTF8.self)
        try #require(text.contains(old))
        return Data(text.replacingOccurrences(of: old, with: new).utf8)
    }

    @Test func comesBackFromItsText() throws {
        #expect(try TunedSchedule(json: Self.tuned.json) == Self.tuned)
        #expect(Self.tuned.schedules.map(\.budget) == [1000, 2000])
    }

    @Test func givesTheNearestBudgetBelowInDenoiserCalls() {
        let chosen = [50.0, 100, 199, 200, 5000].map {
            Self.tuned.entry(budget: $0 * 7, denoiser: 7)?.budget
        }
        #expect(chosen == [1000, 1000, 1000, 2000, 2000])
    }

    @Test(arguments: [
        ("\"steps\" : 20", "\"steps\" : 0", "'steps' is 0, expected 1 to 100000"),
        (
            "\"denoiser\" : 10", "\"denoiser\" : 0",
            "'costs' must not be negative, and that of the denoiser above 0"
        ),
        ("\"budget\" : 2000", "\"budget\" : 900", "schedules[1]: budgets must be above 0 and ascend"),
        (
            "\"candidates\" : 40", "\"candidates\" : 5000",
            "schedules[1]: found 5000 candidates, expected 1 to 4096"
        ),
        (
            "\"candidates\" : 40,", "",
            "it is not the JSON of a tuned schedule: the key 'schedules.Index 1.candidates' is missing"
        ),
        ("\"strategy\" : \"ttsnap\"", "\"strategy\" : 7", "'strategy' has another type than expected"),
        (
            "          0.25,\n          1", "0.25",
            "schedules[1]: level 1 of the schedule has 1 weights, expected 2"
        ),
        ("        6\n", "        1\n", "schedules[1]: pruning steps must ascend, found [2, 1]"),
    ])
    func refusesWhatNoSearchCanUse(old: String, new: String, message: String) throws {
        let data = try text(old, new)
        let error = #expect(throws: SearchError.self) { try TunedSchedule(json: data) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }
}
