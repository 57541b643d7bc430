import Foundation
import Reports
import Testing
import Values

@testable import Stages

/// What a page says of trainings along rewards.
@Suite struct TrainingSectionsTests {
    private static let stages = """
        {
            "weights": { "uses": "load-weights", "with": { "from": "models" } },
            "hyper": { "uses": "train-hypernetwork", "with": {
                "generator": "${stages.weights.one_step}", "reward": "${stages.weights.reward}",
                "prompts": "train.txt", "evaluation": "test.txt", "rank": 2, "steps": 4, "batch": 2,
                "evaluation_images": 1, "evaluate_every": 2 } },
            "tuned": { "uses": "finetune-generator", "with": {
                "generator": "${stages.weights.one_step}", "reward": "${stages.weights.reward}",
                "prompts": "train.txt", "evaluation": "test.txt", "rank": 2, "steps": 4, "batch": 2,
                "evaluation_images": 1, "evaluate_every": 1 } },
            "report": { "uses": "report", "with": { "of": ["${stages.hyper}", "${stages.tuned}"] } }
        }
        """

    @Test func bothTrainingsAreShown() throws {
        let project = try TinyProject()
        let result = try project.runner(Self.stages).run(threads: 2)
        for stage in result.summary.stages {
            #expect(stage.error.map { "\($0)" } == nil, "\(stage.name)")
        }
        let html = String(decoding: try #require(project.data("outputs/toy/report.html")), as: UTF8.self)
        for part in [
            ">Noise hypernetwork<", ">Direct fine-tuning<", "(kl_bound)", "(kl_bound_error)", "(lipschitz)",
            "<td>One step, hypernetwork</td>", "<td>One step, fine-tuned</td>", ">hypernetwork off → on<",
            ">before → after direct fine-tuning<", "Half the mean squared norm of the change, nats",
        ] {
            #expect(html.contains(part), "\(part)")
        }
        // Reward and judge of both, and the change of the noise.
        #expect(html.components(separatedBy: "Steps of the training</text>").count == 6)
        #expect(!html.contains("changed nothing"))
        // The same pictures without anything learned, once, then those with it.
        let rows = html.components(separatedBy: "<th scope=\"row\">").dropFirst().map {
            $0.prefix { $0 != "<" }
        }
        #expect(rows == ["One step", "One step, hypernetwork", "One step, fine-tuned"])

        let summary = try JSONValue(
            parsing: String(decoding: try #require(project.data("outputs/toy/summary.json")), as: UTF8.self))
        for (name, stage, trained) in [
            ("hypernetwork", "hyper", "hypernetwork"), ("fine_tuning", "tuned", "tuned"),
        ] {
            let figures = try JSONValue(
                parsing: String(
                    decoding: try #require(project.data("outputs/toy/\(stage)/figures.json")), as: UTF8.self))
            let own = try #require(summary[name])
            for side in ["base", trained] {
                #expect(own[side]?["reward"] == figures[side]?["reward"]?["mean"])
                #expect(own[side]?["judge"] == figures[side]?["judge"]?["mean"])
            }
            #expect(own["gain"]?["reward"] == figures["rewardGain"]?["mean"])
            #expect(own["gain"]?["judge_se"] == figures["judgeGain"]?["standardError"])
            #expect(own["curve"] == figures["curve"] && own["curve"] != nil)
            #expect(own["skipped_steps"] == 0)
            for bound in ["kl_bound", "kl_bound_error", "lipschitz"] {
                #expect(own[bound] == figures[bound])
                #expect((own[bound] == nil) == (name == "fine_tuning"))
            }
        }
    }

    private func text(_ changes: [String: JSONValue]) throws -> String {
        let side: JSONValue = ["reward": ["mean": 1, "standardError": 0, "count": 2], "macs": 1_500_000]
        var figures: [String: JSONValue] = [
            "kind": "train-hypernetwork", "prompts": 2, "imagesPerPrompt": 1, "base": side,
            "hypernetwork": side, "rewardGain": ["mean": 0.25, "standardError": 0.125, "count": 2],
            "change": 0.5,
            "kl_bound": 768, "lipschitz": 0.5, "kl_bound_error": 12.5, "skippedSteps": 0, "shown": [],
        ]
        for (name, value) in changes { figures[name] = value }
        let decoded = try JSONDecoder().decode(
            HypernetworkFigures.self, from: Data(JSONValue.object(figures).canonicalText.utf8))
        return ReportPage(title: "t", sections: [HypernetworkSection(decoded).section]).html
    }

    @Test func theBoundIsInWords() throws {
        let whole = try text([:])
        #expect(whole.contains("change, 768 nats (kl_bound), and a second part"))
        #expect(whole.contains("measured is 0.500 (lipschitz); were it the largest there is"))
        #expect(whole.contains("at most 12.5 nats in size (kl_bound_error)"))
        #expect(whole.contains("0.250 ± 0.125") && whole.contains("1.5 MMAC"))
        #expect(!whole.contains("Fully right") && !whole.contains("changed nothing"))
        #expect(
            try text(["lipschitz": 2, "kl_bound_error": .null])
                .contains("is 2.00 (lipschitz); as it is not below 1, nothing limits the second part."))
        #expect(
            try text(["lipschitz": .null, "kl_bound_error": .null])
                .contains("That stretch was not measured, so that nothing is known of the second part."))
        #expect(try !text(["kl_bound": .null]).contains("nats"))
    }

    @Test func skippedStepsAreSaid() throws {
        #expect(
            try text(["skippedSteps": 3]).contains(
                "3 steps of the training changed nothing, since their loss or gradient was not a finite number."
            ))
        #expect(
            try text(["skippedSteps": 1]).contains("1 step of the training changed nothing, since its loss"))
    }

    /// An evaluation that gave no number leaves a gap.
    @Test func gapsOfTheCurveAreLeftOut() throws {
        let curve: JSONValue = ["steps": [5, 10, 15], "figures": ["reward": [1.5, .null, 2.5]]]
        let html = try text(["curve": curve])
        func shows(_ step: String) -> Bool { html.contains("<td class=\"number\">\(step)</td>") }
        #expect(shows("5.000") && shows("15.00") && !shows("10.00"))
    }

    /// Where nobody measured the stretch, no error is claimed.
    @Test func withoutSamplesThereIsNoStretch() throws {
        let project = try TinyProject()
        let stages = Self.stages.replacing("\"evaluate_every\": 2", with: "\"lipschitz_samples\": 0")
        let summary = try project.runner(stages).run(threads: 2).summary
        #expect(summary["hyper"]?.error.map { "\($0)" } == nil)
        let figures = try JSONValue(
            parsing: String(
                decoding: try #require(project.data("outputs/toy/hyper/figures.json")), as: UTF8.self))
        #expect(figures["kl_bound"] != nil && figures["lipschitz"] == nil && figures["kl_bound_error"] == nil)
    }
}
