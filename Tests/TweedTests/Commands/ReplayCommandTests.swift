import Foundation
import Replay
import Testing
import Values

@testable import tweed

@Suite struct ReplayCommandTests {
    /// Two rewards of 4 steps, 6 prompts and 12 candidates in safetensors, and the first one as folders of YAML.
    private static func project() throws -> CommandProject {
        let project = try CommandProject()
        func matrix(_ salt: Int) throws -> RewardMatrix {
            try RewardMatrix(
                steps: 4, prompts: 6, candidates: 12,
                values: (0..<4 * 6 * 12).map { Float(($0 * (7 + salt) + $0 / 5 * 13) % 101) / 10 })
        }
        let set = try RewardSet(
            ["imr", "pic"].enumerated().map {
                try ReplayReward(name: $1, base: matrix($0), noiseAware: matrix($0 + 2))
            })
        try set.write(
            base: project.folder + "/base.safetensors", noiseAware: project.folder + "/aware.safetensors")
        for (name, own) in [("base", set.rewards[0].base), ("aware", set.rewards[0].noiseAware!)] {
            try FileManager.default.createDirectory(
                atPath: project.folder + "/" + name, withIntermediateDirectories: true)
            for step in 0..<(name == "base" ? 4 : 3) {
                let text = (0..<6).map { prompt in
                    "\(prompt):\n" + own.row(step: step, prompt: prompt).map { "- \($0)\n" }.joined()
                }
                try project.write(text.joined(), to: "\(name)/p6_i12_s0\(step).yaml")
            }
        }
        return project
    }

    private static let schedule = [
        "--at", "1,2", "--keep", "0.5,0.5", "--budgets", "60:100:20", "--subsets", "20", "--seed", "3",
    ]

    private func number(_ value: JSONValue?) -> Double? {
        switch value {
        case .integer(let value)?: Double(value)
        case .number(let value)?: value
        default: nil
        }
    }

    @Test func scriptsGetTheCurves() throws {
        let project = try Self.project()
        let result = try project.tweed(
            [
                "replay", "--base", "base", "--noise-aware", "aware", "--reward", "imr", "--json", "--csv",
                "c.csv",
            ]
                + ["--svg", "c.svg"] + Self.schedule)
        #expect(result.status == 0)
        let json = try result.json()
        let omega = try #require(json["omega"])
        #expect(number(omega["ttsp"]) != nil && number(omega["ttsnap"]) != nil)
        let curves = try #require(json["curves"])
        guard case .array(let budgets)? = curves["budgets"] else {
            Issue.record("no budgets")
            return
        }
        #expect(budgets.map { number($0) } == [60, 80, 100])
        for strategy in ["best_of_n", "ttsp", "ttsnap"] {
            for key in ["reward", "reward_se", "candidates"] {
                guard case .array(let values)? = curves[strategy]?[key] else {
                    Issue.record("no \(key) of \(strategy)")
                    return
                }
                #expect(values.count == 3 && values.allSatisfy { number($0) != nil })
            }
        }
        #expect(try project.text("c.csv").split(separator: "\n").count == 1 + 3 * 3)
        #expect(try project.text("c.svg").hasPrefix("<svg xmlns="))
        // The same values from a file: the same figures.
        let file = try project.tweed(
            ["replay", "--base", "base.safetensors", "--noise-aware", "aware.safetensors"]
                + ["--reward", "imr", "--json", "--threads", "1"] + Self.schedule)
        #expect(try file.json()["omega"]?["ttsp"] == omega["ttsp"])
        #expect(try file.json()["curves"]?["ttsp"] == curves["ttsp"])
    }

    @Test func severalRewardsAreCombined() throws {
        let project = try Self.project()
        let result = try project.tweed(
            ["replay", "--base", "base.safetensors", "--accounting", "exact", "--json"] + Self.schedule)
        #expect(result.status == 0)
        guard case .array(let rewards)? = try result.json()["rewards"] else {
            Issue.record("no rewards")
            return
        }
        #expect(rewards.map { $0["name"] ?? .null } == [JSONValue.string("imr"), JSONValue.string("pic")])
        // Without noise-aware rewards there is no TTSnap.
        #expect(try result.json()["curves"]?["ttsnap"] == JSONValue?.none)
        let text = try project.tweed(["replay", "--base", "base.safetensors"] + Self.schedule)
        #expect(text.status == 0)
        #expect(text.output.contains("Omega of TTSp") && !text.output.contains("TTSnap"))
    }

    @Test func badInputEndsWithTwo() throws {
        let project = try Self.project()
        for (arguments, said) in [
            ([], "--base"),
            (["--base", "nowhere"], "nowhere"),
            (["--base", "base", "--at", "2,1", "--keep", "0.5,0.5"], "ascend"),
            (["--base", "base", "--at", "3", "--keep", "0.5"], "0 to 3"),
            (["--base", "base", "--at", "1", "--keep", "1.5"], "1.5"),
            (["--base", "base", "--at", "1", "--keep", "0.5,0.5"], "fraction"),
            (["--base", "base", "--at", "1", "--keep", "0.5", "--budgets", "1"], "does not pay for one"),
            (["--base", "base", "--at", "1", "--keep", "0.5", "--budgets", "99999"], "lower the budget"),
            (["--base", "base", "--at", "1", "--keep", "0.5", "--budgets", "9:1:1"], "budgets"),
            (["--base", "base", "--denoiser-cost", "-1"], "denoiser"),
            (["--base", "base", "--noise-aware", "aware", "--noise-aware", "base"], "noise-aware"),
            (["--base", "base", "--reward", "imr", "--reward", "pic"], "names of rewards"),
        ] as [([String], String)] {
            let result = try project.tweed(["replay"] + arguments)
            #expect(result.status == 2, "\(arguments) \(result.errors)")
            #expect(result.errors.contains(said), "\(arguments) \(result.errors)")
        }
    }

    @Test func listsAndRanges() {
        #expect(NumberList(argument: "400:4000:200")?.values.count == 19)
        #expect(NumberList(argument: "0.1:0.5:0.1")?.values.count == 5)
        #expect(NumberList(argument: "1000,2000")?.values == [1000, 2000])
        for text in ["", "1,", "1:2", "1:2:0", "2:1:1", "a", "nan", "1:1e9:0.001", "1:2:3:4", "inf"] {
            #expect(NumberList(argument: text) == nil, "\(text)")
        }
        #expect(StepList(argument: "2,6,11")?.values == [2, 6, 11])
        #expect(StepList(argument: "2,,6") == nil)
        #expect(StepList(argument: "2.5") == nil)
    }
}
