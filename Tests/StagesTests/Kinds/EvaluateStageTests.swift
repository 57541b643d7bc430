import Foundation
import Methods
import Models
import Tensors
import Testing
import World

@testable import Stages

@Suite struct EvaluateStageTests {
    private static let stages = """
        {
            "weights": { "uses": "load-weights", "with": { "from": "models" } },
            "redness": { "uses": "redness-reward" },
            "drawn": { "uses": "generate", "with": {
                "generator": "${stages.weights.one_step}", "prompts": "test.txt", "steps": 1,
                "images_per_prompt": 6, "latents": true } },
            "bytes": { "uses": "generate", "with": {
                "generator": "${stages.weights.one_step}", "prompts": "test.txt", "steps": 1,
                "images_per_prompt": 6 } },
            "search": { "uses": "search", "with": {
                "generator": "${stages.weights.generator}", "reward": "${stages.weights.reward}",
                "prompts": "test.txt", "limit": 3, "strategies": ["best-of-n", "ttsp"],
                "budgets": ["60 MMAC", "40 MMAC"], "at": [1], "keep": [0.5], "steps": 4, "repeats": 2,
                "keep_winners": true } },
            "all": { "uses": "evaluate", "with": {
                "of": "${stages.drawn}", "label": "All", "rewards": "${stages.weights.reward}", "scenes": 3 } },
            "eight": { "uses": "evaluate", "with": {
                "of": "${stages.bytes}", "label": "Eight bits", "rewards": "${stages.weights.reward}" } },
            "best": { "uses": "evaluate", "with": {
                "of": "${stages.drawn}", "label": "Best of 3", "best_of": 3, "group": "Best",
                "rewards": ["${stages.redness}", "${stages.weights.reward}"],
                "reward_names": ["Redness", "Reward"] } },
            "winners": { "uses": "evaluate", "with": {
                "of": "${stages.search}", "label": "TTSp", "rewards": "${stages.weights.reward}",
                "strategy": "ttsp", "budget": "40 MMAC" } },
            "report": { "uses": "report", "with": { "of": [
                "${stages.all}", "${stages.best}", "${stages.winners}", "${stages.drawn}" ] } }
        }
        """

    private func read<Value: Decodable>(
        _ type: Value.Type, _ path: String, _ project: TinyProject
    ) throws -> Value {
        try JSONDecoder().decode(type, from: #require(project.data("outputs/toy/\(path)")))
    }

    private func figures(_ stage: String, _ project: TinyProject) throws -> EvaluationFigures {
        try read(EvaluationFigures.self, "\(stage)/figures.json", project)
    }

    @Test func aTableOfWaysToDraw() throws {
        let project = try TinyProject()
        let result = try project.runner(Self.stages).run(threads: 2)
        for stage in result.summary.stages {
            #expect(stage.status == .ran, "\(stage.name): \(stage.error.map { "\($0)" } ?? "no error")")
        }
        try checkAll(project)
        try checkBest(project)
        try checkWinners(project)
        try checkReport(project)
    }

    /// Against what the generate stage itself counted and judged.
    private func checkAll(_ project: TinyProject) throws {
        let drawn = try read(Generate.Figures.self, "drawn/figures.json", project)
        let (all, eight) = (try figures("all", project), try figures("eight", project))
        #expect(all.isExact && !eight.isExact)
        #expect(all.prompts == drawn.prompts && all.imagesPerPrompt == 6)
        #expect(all.macs == drawn.macs)
        #expect(all.judge?.estimate == drawn.judge)
        try checkScenes(all, project)
        #expect(all.rewards.map(\.name) == ["Reward"])
        #expect(all.rewards[0].measure.values.count == 4)
        // Eight bits are nearly the same picture.
        for (exact, rounded) in zip(all.rewards[0].measure.values, eight.rewards[0].measure.values) {
            #expect(exact != rounded && abs(exact - rounded) < 0.2 * max(1, abs(exact)))
        }
        let diversity = try #require(all.diversity.pixels)
        #expect(diversity.values.allSatisfy { $0 > 0 })
        #expect(all.diversity.features != nil)
        // Untrained models draw nothing like scenes.
        let distance = try #require(all.sceneDistance)
        #expect(try #require(distance.pixels).values.allSatisfy { $0 > 0 })
        #expect(distance.features != nil)
    }

    /// Which pictures show a scene, whatever the caption, picture by picture.
    private func checkScenes(_ all: EvaluationFigures, _ project: TinyProject) throws {
        let shares = try all.prompts.indices.map { prompt -> Double in
            let areScenes = try (prompt * 6..<prompt * 6 + 6).map { number -> Bool in
                let file = try SafetensorsFile(
                    path: "\(project.folder)/outputs/toy/drawn/latents/\(Pictures.number(number)).safetensors"
                )
                let state = try file.tensor("latents", layout: .memory).transposed([0, 2, 3, 1])
                return Judge.read(state.elements).description != nil
            }
            return Double(areScenes.filter { $0 }.count) / 6
        }
        #expect(all.scenes?.values == shares)
    }

    /// Drawn scenes are scenes under any caption, and noise is none.
    @Test func scenesUnderAnyCaptionAreScenes() throws {
        let right = try Caption(parsing: "a red circle on black")
        let wrong = try Caption(parsing: "two green triangles on white")
        var random = RandomStream(seed: 3).at(0)
        let scene = Scene(right, using: &random).pixels()
        let stripes = scene.indices.map { index -> Float in Float(index % 7) / 3 - 1 }
        let pictures = Tensor(scene + stripes, shape: [2, Scene.size, Scene.size, Scene.channels])
        func areScenes(_ prompts: Prompts) -> [Bool]? { prompts.findings(on: pictures)?.map(\.isScene) }
        #expect(areScenes(Prompts(captions: [right, right])) == [true, false])
        #expect(areScenes(Prompts(captions: [wrong, wrong])) == [true, false])
        #expect(Prompts(captions: [wrong, wrong]).verdicts(on: pictures) == [false, false])
        #expect(areScenes(Prompts(texts: ["anything", "else"])) == nil)
    }

    /// The best of three by redness, picture by picture.
    private func checkBest(_ project: TinyProject) throws {
        let (all, best) = (try figures("all", project), try figures("best", project))
        #expect(best.imagesPerPrompt == 2 && best.bestOf == 3 && best.group == "Best")
        #expect(best.rewards.map(\.name) == ["Redness", "Reward"])
        #expect(best.macs >= 3 * all.macs)
        let states = try (0..<6).map { number -> Double in
            let file = try SafetensorsFile(
                path: "\(project.folder)/outputs/toy/drawn/latents/\(Pictures.number(number)).safetensors")
            let state = try file.tensor("latents", layout: .memory).transposed([0, 2, 3, 1])
            return Double(try RednessReward().score(state * 0.5 + 0.5).elements[0])
        }
        let expected = (states[0..<3].max()! + states[3..<6].max()!) / 2
        #expect(abs(best.rewards[0].measure.values[0] - expected) < 1e-5)
    }

    /// Against what the search says of its winners.
    private func checkWinners(_ project: TinyProject) throws {
        let search = try read(SearchFigures.File.self, "search/figures.json", project)
        let winners = try figures("winners", project)
        let row = try #require(
            search.rows.first { $0.strategy == .ttsp && $0.budget == .multiplyAccumulates(40_000_000) })
        #expect(winners.imagesPerPrompt == 2 && winners.prompts.count == 3)
        #expect(winners.macs == row.macs)
        #expect(abs(winners.rewards[0].measure.estimate.mean - row.reward.mean) < 1e-5)
        #expect(winners.judge?.estimate == row.judge)
        #expect(winners.isExact)
    }

    private func checkReport(_ project: TinyProject) throws {
        let page = String(decoding: try #require(project.data("outputs/toy/report.html")), as: UTF8.self)
        for text in ["Ways to draw", "Best of 3", "Redness", "GMAC an image", "Seconds an image", "Over All"]
        {
            #expect(page.contains(text), "\(text)")
        }
        let summary = try JSONSerialization.jsonObject(
            with: #require(project.data("outputs/toy/report/summary.json")))
        let methods = try #require((summary as? [String: Any])?["methods"] as? [[String: Any]])
        #expect(methods.map { $0["label"] as? String } == ["All", "Best of 3", "TTSp"])
        #expect((methods[0]["seconds"] as? Double ?? 0) > 0)
        #expect(methods[2]["seconds"] == nil)
    }

    /// Controls add something else than the noise's own change, and the same for one run as for a longer one.
    @Test func controlsShiftOtherwise() throws {
        let project = try TinyProject()
        let pictures = try HypernetworkShift.allCases.map { shift in
            let stages = """
                {
                    "weights": { "uses": "load-weights", "with": { "from": "models" } },
                    "hyper": { "uses": "train-hypernetwork", "with": {
                        "generator": "${stages.weights.one_step}", "reward": "${stages.weights.reward}",
                        "prompts": "train.txt", "evaluation": "test.txt", "rank": 1, "steps": 2, "batch": 2,
                        "evaluation_limit": 1, "evaluation_images": 1 } },
                    "drawn": { "uses": "generate", "with": {
                        "generator": "${stages.weights.one_step}", "hypernetwork": "${stages.hyper}",
                        "hypernetwork_shift": "\(shift.rawValue)", "prompts": "test.txt", "steps": 2,
                        "images_per_prompt": 2, "latents": true } }
                }
                """
            #expect(try project.failure(of: "drawn", in: stages) == nil)
            return try #require(project.data("outputs/toy/drawn/latents/0001.safetensors"))
        }
        #expect(pictures.count == 4 && Set(pictures).count == 4)
        let costs = try read(Generate.Figures.self, "drawn/figures.json", project).macs
        #expect(costs > 0)
    }

    /// A list of one caption has no other.
    @Test func anotherCaptionMustBeThere() throws {
        let project = try TinyProject()
        let stages = """
            {
                "weights": { "uses": "load-weights", "with": { "from": "models" } },
                "hyper": { "uses": "train-hypernetwork", "with": {
                    "generator": "${stages.weights.one_step}", "reward": "${stages.weights.reward}",
                    "prompts": "train.txt", "evaluation": "test.txt", "rank": 1, "steps": 1, "batch": 2,
                    "evaluation_limit": 1, "evaluation_images": 1 } },
                "drawn": { "uses": "generate", "with": {
                    "generator": "${stages.weights.one_step}", "hypernetwork": "${stages.hyper}",
                    "hypernetwork_shift": "other-caption", "steps": 1,
                    "prompts": ["a red circle on black", "a red circle on black"] } }
            }
            """
        let error = try #require(try project.failure(of: "drawn", in: stages))
        #expect("\(error)".contains("expected at least two different captions"))
    }
}
