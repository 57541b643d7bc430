import Foundation
import Methods
import Replay
import Testing
import Values

@testable import tweed

@Suite struct TuneScheduleCommandTests {
    /// 8 steps, 24 prompts, 30 candidates; scores are chance at first and the final reward from step 2 on.
    private static func project() throws -> CommandProject {
        let project = try CommandProject()
        func number(_ parts: Int...) -> Float {
            var state: UInt64 = 88_172_645_463_325_252
            for part in parts {
                state = (state ^ UInt64(part + 1)) &* 0x9E37_79B9_7F4A_7C15
                state ^= state >> 29
            }
            return Float(state >> 40) / 16_777_216
        }
        var values: [Float] = []
        for step in 0..<8 {
            for prompt in 0..<24 {
                for candidate in 0..<30 {
                    values.append(step < 2 ? number(step, prompt, candidate) : number(9, prompt, candidate))
                }
            }
        }
        let matrix = try RewardMatrix(steps: 8, prompts: 24, candidates: 30, values: values)
        let one = try RewardSet([ReplayReward(name: "own", base: matrix)])
        try one.write(base: project.folder + "/base.safetensors", noiseAware: "")
        let two = try RewardSet([
            ReplayReward(name: "a", base: matrix), ReplayReward(name: "b", base: matrix),
        ])
        try two.write(base: project.folder + "/two.safetensors", noiseAware: "")
        return project
    }

    private static let costs = ["--denoiser-cost", "10", "--verifier-cost", "1"]

    @Test func scriptsGetSchedulesAndFigures() throws {
        let project = try Self.project()
        let arguments =
            ["tune-schedule", "--base", "base.safetensors", "--budgets", "400,800", "--seed", "3"]
            + Self.costs
        let result = try project.tweed(arguments + ["--json", "--output", "schedule.json"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output == (try project.text("schedule.json")))
        let tuned = try TunedSchedule(json: Data(result.output.utf8))
        #expect(tuned.schedules.map(\.budget) == [400, 800])
        #expect((tuned.trainPrompts, tuned.testPrompts) == (12, 12))
        #expect(tuned.strategy == .ttsp)
        for entry in tuned.schedules {
            #expect(entry.at.contains(2), "\(entry)")
            #expect(entry.cost <= entry.budget)
            #expect(try #require(entry.test).gain > 0.02, "\(entry)")
        }
        guard case .array(let schedules)? = try result.json()["schedules"] else {
            Issue.record("no schedules")
            return
        }
        for key in [
            "best_of_n", "released", "tuned", "best_of_n_se", "released_se", "tuned_se", "candidates",
        ] {
            #expect(schedules.allSatisfy { $0[key] != nil }, "\(key)")
        }
        let text = try project.tweed(arguments + ["--threads", "1"])
        #expect(text.status == 0)
        #expect(text.output.contains("tuned gains") && text.output.contains("at step 2"))
    }

    @Test func comparesWithAnotherSchedule() throws {
        let project = try Self.project()
        let result = try project.tweed(
            ["tune-schedule", "--base", "base.safetensors", "--budgets", "400", "--json", "--train", "0:12"]
                + ["--test", "12:20", "--at", "2", "--keep", "0.1"] + Self.costs)
        #expect(result.status == 0, "\(result.errors)")
        let tuned = try TunedSchedule(json: Data(result.output.utf8))
        let test = try #require(tuned.schedules.first?.test)
        #expect(tuned.testPrompts == 8)
        // 11 candidates take 31 each and the one that is kept 50 more.
        #expect(test.releasedCandidates == 11)
        #expect(try #require(test.releasedGain) > 0)
    }

    @Test func badInputEndsWithTwo() throws {
        let project = try Self.project()
        for (arguments, said) in [
            (["--base", "nowhere"], "nowhere"),
            (["--base", "base.safetensors", "--budgets", "9"], "does not pay for one candidate"),
            (["--base", "base.safetensors", "--train", "odd"], "prompt 1 is both tuned on and tested on"),
            (["--base", "base.safetensors", "--train", "0:99"], "the matrix has the prompts 0 to 23"),
            (["--base", "base.safetensors", "--test", "some"], "none of the three forms"),
            (["--base", "base.safetensors", "--train", "0:2"], "at least 4 are needed"),
            (["--base", "base.safetensors", "--at", "7", "--keep", "0.5"], "the schedule to compare with"),
            (["--base", "base.safetensors", "--at", "2"], "both --at and --keep"),
            (["--base", "base.safetensors", "--verifier-cost", "-1"], "verifier"),
            (["--base", "base.safetensors", "--decoder-cost=-1"], "not negative"),
            (["--base", "two.safetensors"], "tuned for one reward, found a, b"),
        ] as [([String], String)] {
            let result = try project.tweed(["tune-schedule"] + arguments)
            #expect(result.status == 2, "\(arguments) \(result.errors)")
            #expect(result.errors.contains(said), "\(arguments) \(result.errors)")
        }
    }
}
