import Engine
import Foundation
import Methods
import Tensors
import Testing
import World

@testable import Stages

@Suite struct SearchStageTests {
    private static func stages(_ more: String) -> String {
        """
        {
            "weights": { "uses": "load-weights", "with": { "from": "models" } },
            "search": { "uses": "search", "with": {
                "generator": "${stages.weights.generator}", "reward": "${stages.weights.reward}",
                "prompts": "test.txt", "limit": 3, "strategies": ["best-of-n", "ttsp"], "budgets": ["60 MMAC"],
                "at": [1], "keep": [0.5], "steps": 4, "seed": 7\(more) } }
        }
        """
    }

    private func search(_ project: TinyProject, _ more: String) throws -> (
        figures: SearchFigures.File, entries: [SearchPart.Entry]
    ) {
        #expect(try project.failure(of: "search", in: Self.stages(more)) == nil)
        func read<Value: Decodable>(_ type: Value.Type, _ name: String) throws -> Value {
            try JSONDecoder().decode(type, from: #require(project.data("outputs/toy/search/\(name)")))
        }
        return (
            try read(SearchFigures.File.self, "figures.json"),
            try read([SearchPart.Entry].self, "candidates.json")
        )
    }

    @Test func repeatsAreFurtherSearchesOfTheSamePrompts() throws {
        let project = try TinyProject()
        let once = try search(project, "")
        let shown = project.data("outputs/toy/search/ttsp.png")
        let thrice = try search(project, #", "repeats": 3"#)
        #expect(once.entries.count == 6)
        #expect(thrice.entries.count == 18)
        #expect(thrice.figures.prompts == 3)
        #expect(thrice.figures.repeats == 3)
        // The first search of each prompt is the one without repeats; the others start from noise of their own.
        for (index, entry) in once.entries.enumerated() {
            let own = Array(thrice.entries[3 * index..<3 * index + 3])
            #expect(own.allSatisfy { $0.prompt == entry.prompt && $0.strategy == entry.strategy })
            #expect(own[0].reward == entry.reward)
            #expect(own[0].lives == entry.lives)
            #expect(Set(own.map { $0.lives[0].scores[0] }).count == 3)
        }
        #expect(shown != nil)
        #expect(project.data("outputs/toy/search/ttsp.png") == shown)
        #expect(thrice.figures.shown == once.figures.shown)
        #expect(thrice.figures.shownIsRight == once.figures.shownIsRight)
        // Errors are over prompts: repeats of one prompt are not independent.
        for (row, strategy) in zip(thrice.figures.rows, [SearchStrategy.bestOfN, .ttsp]) {
            let rewards = thrice.entries.filter { $0.strategy == strategy }.map { Double($0.reward) }
            let means = [0, 3, 6].map { rewards[$0..<$0 + 3].reduce(0, +) / 3 }
            #expect(row.strategy == strategy)
            #expect(row.reward == MeanEstimate(means))
        }
    }

    @Test func bestOfNAloneTakesAnyNumberOfSteps() throws {
        let project = try TinyProject()
        let stages = """
            {
                "weights": { "uses": "load-weights", "with": { "from": "models" } },
                "search": { "uses": "search", "with": {
                    "generator": "${stages.weights.generator}", "reward": "${stages.weights.reward}",
                    "prompts": "test.txt", "limit": 1, "budgets": ["60 MMAC"], "steps": 2 } }
            }
            """
        #expect(try project.failure(of: "search", in: stages) == nil)
    }

    @Test func aCaptionThatTheListRepeatsGetsNoiseOfItsOwn() throws {
        let captions = ["a red circle on black", "two blue squares on gray", "a red circle on black"]
        let prompts = Prompts(texts: captions).searchPrompts(seed: 1)
        let noise = prompts.map { $0.noise(0, [2, 2, 3]).elements }
        #expect(Set(noise).count == 3)
        // Apart from that, neither place nor neighbours matter.
        let alone = Prompts(texts: [captions[1]]).searchPrompts(seed: 1)[0]
        #expect(alone.noise(0, [2, 2, 3]).elements == noise[1])
        #expect(
            prompts[0].noise(0, [2, 2, 3]).elements
                == Prompts(texts: [captions[2]]).searchPrompts(seed: 1)[0].noise(0, [2, 2, 3]).elements)
    }

    private static let more = #"""
        {
            "weights": { "uses": "load-weights", "with": { "from": "models" } },
            "hyper": { "uses": "train-hypernetwork", "with": {
                "generator": "${stages.weights.one_step}", "reward": "${stages.weights.reward}",
                "prompts": "train.txt", "evaluation": "test.txt", "rank": 2, "steps": 1, "batch": 2,
                "evaluation_limit": 1, "evaluation_images": 1 } },
            "search": { "uses": "search", "with": {
                "generator": "${stages.weights.generator}", "hypernetwork": "${stages.hyper}",
                "hypernetwork_base": "${stages.weights.one_step}", "reward": "${stages.weights.reward}",
                "more_rewards": ["${stages.weights.reward}"], "reward_weights": [1, 0.5],
                "combine": "rank-sum", "prompts": "test.txt", "limit": 3,
                "strategies": ["best-of-n", "ttsp", "zero-order", "paths"], "budgets": ["12 images", "2.5 s"],
                "call_seconds": [0, 0, 0.125, 0, 0.0625, 0.25], "at": [1], "keep": [0.5], "neighbors": 3,
                "branch_at": [0, 1], "steps": 4, "seed": 7, MORE } },
            "report": { "uses": "report", "with": { "of": ["${stages.search}"] } }
        }
        """#

    /// All that a search takes at once; with next to no memory it gives the same bytes.
    @Test func everyParameterTogether() throws {
        func run(_ more: String) throws -> (project: TinyProject, outputs: [String: OutputReference]) {
            let project = try TinyProject()
            let stages = Self.more.replacingOccurrences(of: "MORE", with: more)
            let summary = try project.runner(stages).run(threads: 2).summary
            for stage in summary.stages { #expect(stage.error.map { "\($0)" } == nil, "\(stage.name)") }
            return (project, try #require(summary["search"]).outputs)
        }
        let (project, outputs) = try run(#""memory": 1000000000"#)
        #expect(try run(#""memory": 0"#).outputs == outputs)
        func read<Value: Decodable>(_ type: Value.Type, _ name: String) throws -> Value {
            try JSONDecoder().decode(type, from: #require(project.data("outputs/toy/search/\(name)")))
        }
        let figures = try read(SearchFigures.File.self, "figures.json")
        #expect(figures.rewards == 2)
        #expect(figures.secondsAreMeasured == false)
        #expect((figures.hypernetworkMACs ?? 0) > 0)
        #expect(figures.rows.prefix(4).map(\.candidates) == [12, 12, 12, 10])
        // A picture takes 4 denoiser calls, the hypernetwork and a score: 13/16 s; three of them 2 7/16 s.
        #expect(figures.rows[4].candidates == 3)
        #expect(figures.rows[4].seconds == 2.4375)
        for row in figures.rows.suffix(4) { #expect(try #require(row.seconds) <= 2.5) }
        for entry in try read([SearchPart.Entry].self, "candidates.json") {
            #expect(entry.rewards?.count == 2)
            // Both rewards are the same one.
            #expect(entry.rewards?[0] == entry.rewards?[1])
            #expect(entry.lives.map(\.candidate) == Array(entry.lives.indices))
        }
        #expect(figures.shownSearches.count == 12)
        for search in figures.shownSearches {
            #expect(search.survivors.last?.candidate == search.winner)
            for survivor in search.survivors {
                #expect(project.data("outputs/toy/search/\(survivor.file)") != nil)
            }
        }
        let page = String(
            decoding: try #require(project.data("outputs/toy/report.html")), as: UTF8.self)
        #expect(page.contains("Scored → kept") && page.contains("Best-of-N, winner"))
        #expect(page.contains("Zero-order, rounds") && page.contains("Paths, step 1"))
    }

    @Test func measuredSecondsAreTold() throws {
        let project = try TinyProject()
        let stages = Self.stages("").replacingOccurrences(of: "60 MMAC", with: "0.5 s")
        #expect(try project.failure(of: "search", in: stages) == nil)
        let figures = try JSONDecoder().decode(
            SearchFigures.File.self, from: #require(project.data("outputs/toy/search/figures.json")))
        #expect(figures.secondsAreMeasured == true)
        #expect(try #require(figures.callSeconds)[.denoiser] > 0)
        for row in figures.rows { #expect(try #require(row.seconds) <= 0.5) }
    }

    /// Latents, a decoder and a sampler of diffusers: paths go back along its forward process.
    @Test(arguments: ["euler", "euler-ancestral", "ddim", "lcm"])
    func pipelinesAreSearchedByEveryStrategy(sampler: String) throws {
        let project = try PipelineProject()
        let stages = """
            {
                "weights": { "uses": "load-weights", "with": { "from": "models/turbo" } },
                "reward": { "uses": "load-weights", "with": {
                    "from": "models/reward", "tokenizer": "models/sd15/tokenizer" } },
                "search": { "uses": "search", "with": {
                    "generator": "${stages.weights.generator}", "reward": "${stages.reward.reward}",
                    "prompts": ["a fish", "a house"], "strategies": ["best-of-n", "ttsp", "zero-order", "paths"],
                    "budgets": ["0.4 GMAC"], "at": [0, 1], "keep": [0.5, 0.5], "branch_at": [0, 2],
                    "renoise": 1, "steps": 4, "width": 32, "height": 32, "sampler": "\(sampler)", "memory": 4096 } }
            }
            """
        let summary = try project.runner(stages).run(threads: 2).summary
        for stage in summary.stages { #expect(stage.error.map { "\($0)" } == nil, "\(stage.name)") }
        let figures = try JSONDecoder().decode(
            SearchFigures.File.self, from: #require(project.data("outputs/toy/search/figures.json")))
        #expect(figures.rows.count == 4)
        #expect(figures.rows.allSatisfy { $0.macs <= 400_000_000 && $0.candidates >= 3 })
    }
}
