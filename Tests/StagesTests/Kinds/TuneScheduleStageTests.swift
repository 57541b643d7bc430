import Foundation
import Methods
import Replay
import Testing

@testable import Stages

@Suite struct TuneScheduleStageTests {
    private static func stages(_ more: String = "") -> String {
        """
        {
            "tune": { "uses": "tune-schedule", "with": { "base_file": "own.safetensors",
                "budgets": [100, 200], "denoiser_cost": 10, "verifier_cost": 1\(more) } },
            "report": { "uses": "report", "with": { "of": ["${stages.tune}"] } }
        }
        """
    }

    /// 6 steps; the scores of step 1 and later are the final reward.
    private static func project() throws -> TinyProject {
        let project = try TinyProject()
        let values = (0..<6 * 12 * 16).map { index -> Float in
            let (step, place) = index.quotientAndRemainder(dividingBy: 12 * 16)
            return step == 0 ? Float(place * 53 % 97) : Float((place * 37 + place / 7 * 11) % 101)
        }
        let matrix = try RewardMatrix(steps: 6, prompts: 12, candidates: 16, values: values)
        try RewardSet([ReplayReward(name: "mine", base: matrix)])
            .write(base: project.folder + "/own.safetensors", noiseAware: "")
        return project
    }

    @Test func fromRewardsToAScheduleAndAReport() throws {
        let project = try Self.project()
        #expect(try project.failure(of: "report", in: Self.stages()) == nil)
        let tuned = try TunedSchedule(
            json: #require(project.data("outputs/toy/tune/schedule.json")))
        #expect(tuned.schedules.map(\.budget) == [100, 200])
        #expect(tuned.costs == TunedSchedule.Costs(denoiser: 10, verifier: 1))
        for entry in tuned.schedules {
            _ = try PruningSchedule(
                steps: entry.at, keep: entry.keep, weights: entry.weights, of: tuned.steps)
            #expect(entry.cost <= entry.budget)
        }
        let page = String(
            decoding: try #require(project.data("outputs/toy/report/report.html")), as: UTF8.self)
        #expect(page.contains("Tuned schedules") && page.contains("Tuned over best-of-N"))
        let summary = String(
            decoding: try #require(project.data("outputs/toy/report/summary.json")), as: UTF8.self)
        #expect(summary.contains("\"tuning\"") && summary.contains("\"gain_se\""))
    }

    @Test func refusesWhatCannotBeTuned() throws {
        let project = try Self.project()
        for (more, said) in [
            (#", "train": "0:6", "test": "5:9""#, "prompt 5 is both tuned on and tested on"),
            (#", "train": "0:99""#, "the matrix has the prompts 0 to 11"),
            (#", "encoder_cost": 50"#, "does not pay for one candidate, which costs 110"),
            (#", "at": [1]"#, "both"),
            (#", "at": [5], "keep": [0.5]"#, "the schedule to compare with"),
        ] {
            let failure = try project.failure(of: "tune", in: Self.stages(more))
            #expect(failure?.contains(said) == true, "\(failure ?? "none")")
        }
    }
}
