import Engine
import Foundation
import Recipes
import Testing

@testable import Stages

/// Short run, then long run: byte for byte the long run from nothing, for every kind that says so.
@Suite struct ExtendingStagesTests {
    /// A stage at two lengths.
    struct Growth: Sendable, CustomTestStringConvertible {
        let kind: String
        /// `with` of both runs, without its closing brace.
        let with: String
        let short: String
        let long: String

        var testDescription: String { "\(kind): \(short) -> \(long)" }

        func stages(_ length: String) -> String {
            """
            {
                "weights": { "uses": "load-weights", "with": { "from": "models" } },
                "hyper": { "uses": "train-hypernetwork", "with": {
                    "generator": "${stages.weights.one_step}", "reward": "${stages.weights.reward}",
                    "prompts": "train.txt", "evaluation": "test.txt", "rank": 2, "steps": 1, "batch": 2,
                    "evaluation_limit": 1, "evaluation_images": 1 } },
                "drawn": { "uses": "tweedie-dataset", "with": {
                    "generator": "${stages.weights.generator}", "reward": "${stages.weights.reward}",
                    "prompts": "train.txt", "images_per_prompt": 2, "steps": 4 } },
                "narf": { "uses": "train-narf", "with": {
                    "dataset": "${stages.drawn}", "evaluation": "${stages.drawn}",
                    "reward": "${stages.weights.reward}", "levels": [1], "epochs_per_level": 1, "batch": 4 } },
                "pairs": { "uses": "teacher-pairs", "with": {
                    "generator": "${stages.weights.generator}", "count": 3, "steps": 1 } },
                "grown": { "uses": "\(kind)", "with": { \(with), \(length) } }
            }
            """
        }
    }

    private static let generator = #""generator": "${stages.weights.generator}""#
    private static let models = generator + #", "reward": "${stages.weights.reward}", "prompts": "test.txt""#
    private static let dataset = models + #", "steps": 3, "seed": 7"#
    private static let pictures = generator + #", "prompts": "test.txt", "steps": 2"#
    private static let candidates =
        models
        + #", "strategies": ["best-of-n", "ttsp", "ttsnap"], "noise_aware": "${stages.narf}", "at": [0, 1], "#
        + #""keep": [0.6, 0.5], "steps": 4"#
    private static let others =
        #""reward": "${stages.weights.reward}", "prompts": "test.txt""#
        + #", "strategies": ["zero-order", "paths", "best-of-n"], "branch_at": [0, 1], "steps": 4, "#
        + #""repeats": 2, "generator": "${stages.weights.one_step}", "hypernetwork": "${stages.hyper}""#
    private static let search = candidates + #", "budgets": ["60 MMAC", "40 MMAC"]"#
    private static let improved =
        #""generator": "${stages.weights.one_step}", "hypernetwork": "${stages.hyper}", "prompts": "test.txt", "#
        + #""steps": 1"#
    private static let hypernetwork =
        #""generator": "${stages.weights.one_step}", "reward": "${stages.weights.reward}", "rank": 2, "#
        + #""prompts": "train.txt", "evaluation": "test.txt", "batch": 2, "evaluation_images": 1"#
    private static let distillation =
        generator + #", "reward": "${stages.weights.reward}", "pairs": "${stages.pairs}", "batch": 2, "#
        + #""evaluation_prompts": 1"#
    private static let pretraining = #""batch": 2, "evaluation_prompts": 1"#

    static let growths: [Growth] = [
        ("tweedie-dataset", dataset, #""images_per_prompt": 2"#, #""images_per_prompt": 5"#),
        ("tweedie-dataset", dataset, #""images_per_prompt": 20"#, #""images_per_prompt": 40"#),
        (
            "tweedie-dataset", dataset, #""images_per_prompt": 30, "limit": 3"#,
            #""images_per_prompt": 30"#
        ),
        (
            "tweedie-dataset", dataset, #""images_per_prompt": 3, "limit": 2"#,
            #""images_per_prompt": 70, "limit": 3"#
        ),
        ("teacher-pairs", generator + #", "steps": 2"#, #""count": 3"#, #""count": 260"#),
        ("teacher-pairs", generator + #", "steps": 2"#, #""count": 260"#, #""count": 300"#),
        ("generate", pictures, #""images_per_prompt": 3"#, #""images_per_prompt": 20"#),
        ("generate", pictures, #""images_per_prompt": 15, "limit": 3"#, #""images_per_prompt": 15"#),
        ("generate", improved, #""images_per_prompt": 10, "limit": 3"#, #""images_per_prompt": 20"#),
        ("search", search, #""limit": 2"#, #""repeats": 5"#),
        ("search", search, #""repeats": 3"#, #""repeats": 5"#),
        ("search", candidates, #""budgets": ["50 MMAC"]"#, #""budgets": ["200 MMAC"]"#),
        ("search", candidates, #""budgets": ["50 MMAC", "90 MMAC"]"#, #""budgets": ["60 MMAC", "110 MMAC"]"#),
        (
            "search", candidates, #""budgets": ["90 MMAC", "60 MMAC"], "limit": 2"#,
            #""budgets": ["60 MMAC", "90 MMAC"], "repeats": 2"#
        ),
        ("search", others, #""budgets": ["90 MMAC"]"#, #""budgets": ["200 MMAC"]"#),
        ("search", others, #""budgets": ["9 images"]"#, #""budgets": ["7 images", "25 images"]"#),
        ("search", others, #""budgets": ["9 images"], "limit": 1"#, #""budgets": ["9 images"], "limit": 2"#),
        ("train-hypernetwork", hypernetwork, #""steps": 4"#, #""steps": 8"#),
        ("train-hypernetwork", hypernetwork, #""steps": 4"#, #""steps": 5"#),
        (
            "train-hypernetwork",
            hypernetwork + #", "average": 0.9, "evaluate_every": 1, "patience": 3, "optimizer": "sgd""#,
            #""steps": 4"#, #""steps": 8"#
        ),
        ("finetune-generator", hypernetwork, #""steps": 4"#, #""steps": 8"#),
        ("distill-generator", distillation, #""steps": 4"#, #""steps": 7"#),
        ("train-generator", pretraining, #""steps": 2"#, #""steps": 3"#),
        ("train-reward", pretraining, #""steps": 2"#, #""steps": 3"#),
    ].map { Growth(kind: $0.0, with: $0.1, short: $0.2, long: $0.3) }

    @Test func everyExtendableParameterIsTested() {
        for kind in StageKinds.all.map(\.description) {
            for parameter in kind.extendableParameters {
                #expect(
                    Self.growths.contains { growth in
                        growth.kind == kind.name && growth.short + growth.long != growth.short
                            && (growth.short + growth.long).contains("\"\(parameter)\"")
                    }, "\(kind.name): no growth of \(parameter) is tested")
            }
        }
    }

    @Test(arguments: growths)
    func goingOnGivesTheSameBytes(_ growth: Growth) throws {
        let whole = try run(growth.stages(growth.long), in: TinyProject())
        #expect(whole.outcome.status == .ran && whole.origins.isEmpty)

        let project = try TinyProject()
        #expect(try run(growth.stages(growth.short), in: project).outcome.status == .ran)
        let grown = try run(growth.stages(growth.long), in: project)
        #expect(grown.outcome.status == .resumed)
        #expect(grown.origins.count == 1 && grown.origins[0].hasPrefix("the run with "), "\(grown.origins)")
        #expect(grown.outcome.outputs == whole.outcome.outputs)
    }

    /// Work that was there is not done again.
    @Test func onlyTheRestIsTrained() throws {
        let project = try TinyProject()
        let growth = try #require(Self.growths.first { $0.kind == "train-hypernetwork" })
        _ = try run(growth.stages(growth.short), in: project)
        // Of four steps at half of the way, those from 0 to 2 have the full rate.
        #expect(try run(growth.stages(growth.long), in: project).steps == [4, 5, 6, 7, 8])
    }

    /// Levels fall in rate from their first step on: nothing of a longer curriculum is that of a shorter one.
    @Test func noiseAwareTrainingIsNotExtendable() {
        #expect(TrainNoiseAwareReward().description.extendableParameters.isEmpty)
    }

    private func run(_ stages: String, in project: TinyProject) throws -> (
        outcome: StageOutcome, origins: [String], steps: [Int]
    ) {
        let log = GrowthLog()
        let result = try project.runner(stages).run(threads: 2) { log.add($0) }
        let outcome = try #require(result.summary["grown"])
        #expect(outcome.status.isSuccess, "\(outcome.error.map { "\($0)" } ?? "no error")")
        return (outcome, log.origins, log.steps)
    }
}
