import Foundation
import Layers
import Models
import Tensors
import Testing
import TinyModels
import World

@testable import Stages

/// What a person reads when something that a recipe names is not what a stage needs.
@Suite struct BadInputTests {
    private static let weights = #""weights": { "uses": "load-weights", "with": { "from": "models" } }"#

    private static func generate(_ more: String = "") -> String {
        """
        {
            \(weights),
            "preview": { "uses": "generate", "with": {
                "generator": "${stages.weights.generator}", "prompts": "test.txt", "steps": 1\(more) } }
        }
        """
    }

    @Test func aWrongCaptionIsShownWithFileAndLine() throws {
        let project = try TinyProject()
        try project.writeText(
            "# captions\na red circle on black\n\na purple circle on black\n", to: "test.txt")
        #expect(
            try project.failure(of: "preview", in: Self.generate()) == """
                \(project.folder)/test.txt:4: caption "a purple circle on black": word 2 is "purple", expected one of \
                red, green, blue, yellow, magenta, cyan
                """)
        // Below the limit nobody looks.
        #expect(try project.failure(of: "preview", in: Self.generate(#", "limit": 1"#)) == nil)
    }

    @Test func aFileWithoutCaptionsIsRefused() throws {
        let project = try TinyProject()
        try project.writeText("# none yet\n\n", to: "test.txt")
        #expect(
            try project.failure(of: "preview", in: Self.generate())
                == "\(project.folder)/test.txt: holds no prompt; write one caption on each line")
        try Data([0x61, 0xFF, 0xFE]).write(to: URL(fileURLWithPath: project.folder + "/test.txt"))
        #expect(
            try project.failure(of: "preview", in: Self.generate())
                == "\(project.folder)/test.txt: is not a text file in UTF-8")
    }

    @Test func linesMayEndAsOnWindows() throws {
        let project = try TinyProject()
        try project.writeText(
            "# two\r\na red circle on black\r\n\r\ntwo blue squares on gray\r\n", to: "test.txt")
        let lines = try PromptLines(path: project.folder + "/test.txt").lines
        let captions = try #require(try Prompts(lines, name: "test.txt", areOfWorld: true).captions)
        #expect(captions.map(\.text) == ["a red circle on black", "two blue squares on gray"])
    }

    @Test func anEvaluationSaysWhatItLacks() throws {
        func failure(_ settings: String) throws -> String? {
            try TinyProject().failure(
                of: "row",
                in: """
                    {
                        \(Self.weights),
                        "drawn": { "uses": "generate", "with": {
                            "generator": "${stages.weights.one_step}", "prompts": "test.txt", "steps": 1,
                            "images_per_prompt": 5 } },
                        "search": { "uses": "search", "with": {
                            "generator": "${stages.weights.generator}", "reward": "${stages.weights.reward}",
                            "prompts": "test.txt", "budgets": ["60 MMAC"], "steps": 2 } },
                        "row": { "uses": "evaluate", "with": {
                            "label": "Row", "rewards": ["${stages.weights.reward}"], \(settings) } }
                    }
                    """)
        }
        #expect(
            try failure(#""of": "${stages.drawn}", "best_of": 2, "images": 3"#)
                == "3 pictures, each the best of 2, take 6 of each caption; found 5")
        #expect(
            try failure(#""of": "${stages.drawn}", "reward_names": ["a", "b"]"#)
                == "\"reward_names\" has 2 names for 1 rewards; give each a name")
        #expect(
            try failure(#""of": "${stages.search}""#)
                == "the search kept the pictures of its first prompts only; set its \"keep_winners\" to true")
        #expect(
            try failure(#""of": "${stages.search}", "strategy": "ttsp""#)
                == "the search has no row with the strategy ttsp; it has best-of-n at 60 MMAC")
    }

    @Test func aLevelOutsideOfTheDatasetIsRefused() throws {
        let project = try TinyProject()
        let stages = """
            {
                \(Self.weights),
                "dataset": { "uses": "tweedie-dataset", "with": {
                    "generator": "${stages.weights.generator}", "reward": "${stages.weights.reward}",
                    "prompts": "train.txt", "images_per_prompt": 1, "steps": 2 } },
                "narf": { "uses": "train-narf", "with": {
                    "dataset": "${stages.dataset}", "evaluation": "${stages.dataset}",
                    "reward": "${stages.weights.reward}", "levels": [1, 2] } }
            }
            """
        #expect(
            try project.failure(of: "narf", in: stages)
                == "level 2 is not in the dataset, whose trajectories have the steps 0 to 1")
    }

    private static func search(_ more: String) -> String {
        """
        {
            \(weights),
            "search": { "uses": "search", "with": {
                "generator": "${stages.weights.generator}", "reward": "${stages.weights.reward}",
                "prompts": "test.txt", "steps": 4, "seed": 7, \(more) } }
        }
        """
    }

    @Test(arguments: [
        (
            #""strategies": ["best-of-n", "ttsnap"], "budgets": ["60 MMAC"], "at": [1], "keep": [0.5]"#,
            "the strategy ttsnap prunes by a noise-aware reward; give the rewards of a train-narf stage as "
                + "\"noise_aware\""
        ),
        (
            #""strategies": ["ttsp"], "budgets": ["60 MMAC"], "at": [1, 2], "keep": [0.5]"#,
            "the schedule names 2 steps but 1 fractions; give one fraction for each step"
        ),
        (
            #""strategies": ["ttsp"], "budgets": ["60 MMAC"], "at": [3], "keep": [0.5]"#,
            "candidates cannot be pruned at step 3: the sampler has the steps 0 to 3, and the last one is the "
                + "picture itself"
        ),
        (
            #""strategies": ["ttsp"], "budgets": ["60 MMAC"], "at": [2, 1], "keep": [0.5, 0.5]"#,
            "pruning steps must ascend, found [2, 1]"
        ),
        (
            #""strategies": ["paths"], "budgets": ["60 MMAC"], "branch_at": [3]"#,
            "candidates cannot be pruned at step 3: the sampler has the steps 0 to 3, and the last one is the "
                + "picture itself"
        ),
        (
            #""strategies": ["paths"], "budgets": ["4 images"], "branch_at": [0, 1]"#,
            "the budget of 4 images is too small: the smallest search of this kind starts 5"
        ),
        (
            #""budgets": ["0.5 s"], "call_seconds": [0.25, 0, 0.125, 0, 0, 0]"#,
            "the budget of 0.5 s does not pay for one candidate, which takes 0.75 s"
        ),
        (
            #""budgets": ["4 images"], "reward_weights": [1, 2]"#, "1 rewards need as many weights, found 2"
        ),
        (
            #""budgets": ["4 images"], "more_noise_aware": [null]"#,
            "\"more_noise_aware\" has 1 entries for 0 in \"more_rewards\"; give one for each (null where there is none), "
                + "or none at all"
        ),
        (
            #""budgets": ["4 images"], "hypernetwork_base": "${stages.weights.one_step}""#,
            "\"hypernetwork_base\" says what a hypernetwork was trained on; give that one as \"hypernetwork\""
        ),
    ])
    func aSearchThatCannotStartIsRefused(parameters: String, message: String) throws {
        let project = try TinyProject()
        #expect(try project.failure(of: "search", in: Self.search(parameters)) == message)
    }

    @Test func aBudgetBelowOneCandidateIsRefused() throws {
        let project = try TinyProject()
        let message = try #require(
            try project.failure(
                of: "search", in: Self.search(#""strategies": ["best-of-n"], "budgets": ["1 MMAC"]"#)))
        #expect(message.hasPrefix("the budget of 1000000 MACs does not pay for one candidate, which costs "))
    }

    private static let loading = "{ \(weights) }"

    @Test func truncatedWeightsAreRefused() throws {
        let project = try TinyProject()
        let path = "models/reward/model.safetensors"
        let data = try #require(project.data(path))
        let header = data.prefix(8).enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
        let described = data.count - 8 - header
        try data.dropLast(64).write(to: URL(fileURLWithPath: "\(project.folder)/\(path)"))
        #expect(
            try project.failure(of: "weights", in: Self.loading) == """
                \(project.folder)/\(path): the header describes \(described) bytes of data, the file has \
                \(described - 64); it is incomplete: copy or download it again
                """)
    }

    @Test func weightsThatDoNotFitAreRefused() throws {
        let project = try TinyProject()
        var configuration = TinyWorld.generator
        configuration.wordFeatures = 12
        try project.write(
            ["positions": .zeros([6, 16])], WorldGenerator.architecture, configuration, to: "generator")
        let message = try #require(try project.failure(of: "weights", in: Self.loading))
        #expect(
            message.hasPrefix(
                "\(project.folder)/models/generator/model.safetensors: the weights do not fit the architecture:\n"
                    + "  missing: text_encoder.words.weight, text_encoder.positions.weight, "))
        #expect(message.hasSuffix(" more\n  left over: positions"))
    }

    @Test func otherShapesAreShownWithThoseThatAreNeeded() throws {
        let project = try TinyProject()
        var weights = try ModelFolder(project.folder + "/models/reward").reward().store.values
        weights["norm.weight"] = .zeros([8])
        try project.write(weights, WorldReward.architecture, TinyWorld.reward, to: "reward")
        #expect(
            try project.failure(of: "weights", in: Self.loading) == """
                \(project.folder)/models/reward/model.safetensors: the weights do not fit the architecture:
                  norm.weight has the shape [8]; the architecture needs [16]
                """)
    }

    @Test func aModelOfOtherCaptionsIsRefused() throws {
        let project = try TinyProject()
        var configuration = TinyWorld.generator
        configuration.captionLength = 5
        configuration.vocabulary = 30
        let store = ParameterStore(.random(seed: 1))
        _ = WorldGenerator(store.scope, configuration: configuration)
        try project.write(store.values, WorldGenerator.architecture, configuration, to: "one_step")
        #expect(
            try project.failure(of: "weights", in: Self.loading) == """
                one_step: made for captions of 5 slots and 30 words; captions of the embedded world have 6 slots and \
                \(Vocabulary.count) words
                """)
    }

    @Test func aFolderWithoutAModelIsRefused() throws {
        let project = try TinyProject()
        try FileManager.default.removeItem(atPath: project.folder + "/models/one_step/config.json")
        #expect(
            try project.failure(of: "weights", in: Self.loading) == """
                expected one_step/config.json and one_step/model.safetensors, found a folder with \
                generator/config.json, generator/model.safetensors, one_step/model.safetensors, reward/config.json, \
                reward/model.safetensors
                """)
    }

    @Test func weightsThatAreNoNumbersAreRefused() throws {
        let project = try TinyProject()
        var weights = try ModelFolder(project.folder + "/models/reward").reward().store.values
        weights["norm.weight"] = Tensor(repeating: .nan, shape: [16])
        try project.write(weights, WorldReward.architecture, TinyWorld.reward, to: "reward")
        #expect(
            try project.failure(
                of: "search", in: Self.search(#""strategies": ["best-of-n"], "budgets": ["60 MMAC"]"#))
                == "a reward of the search is not a finite number; lower the learning rate or check the weights"
        )
    }
}
