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
}
