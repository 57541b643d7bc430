import Engine
import Foundation
import Recipes
import Synchronization
import Testing
import Values

@testable import Stages

/// Every way to train a noise-aware reward, from trajectories to a search that prunes with it.
@Suite struct NoiseAwareStagesTests {
    private static let data = """
        "weights": { "uses": "load-weights", "with": { "from": "models" } },
        "dataset": { "uses": "tweedie-dataset", "with": {
            "generator": "${stages.weights.generator}", "reward": "${stages.weights.reward}",
            "prompts": "train.txt", "images_per_prompt": 2, "steps": 4, "seed": 7 } }
        """

    private static func narf(_ name: String, _ choices: String) -> String {
        """
        "\(name)": { "uses": "train-narf", "with": {
            "dataset": "${stages.dataset}", "evaluation": "${stages.dataset}",
            "reward": "${stages.weights.reward}", "levels": [2, 1], "epochs_per_level": 1, "batch": 4,
            "learning_rate": 0.01\(choices) } }
        """
    }

    private static func search(_ name: String, _ choices: String = "") -> String {
        """
        "search": { "uses": "search", "with": {
            "generator": "${stages.weights.generator}", "reward": "${stages.weights.reward}",
            "noise_aware": "${stages.\(name)}", "prompts": "test.txt", "limit": 2, "strategies": ["ttsnap"],
            "budgets": ["60 MMAC"], "at": [1, 2], "keep": [0.5, 0.5], "steps": 4, "seed": 7\(choices) } }
        """
    }

    /// Name, parameters, what lies in the folder of the rewards beside `figures.json`.
    private static let ways: [(name: String, choices: String, files: [String])] = [
        (
            "backward", #", "order": "noisy-to-clean", "epochs": [2, 1]"#,
            ["level-1/config.json", "level-1/model.safetensors", "level-2/model.safetensors"]
        ),
        ("single", #", "order": "single""#, ["level-1/model.safetensors", "level-2/model.safetensors"]),
        ("mixed", #", "order": "mixed""#, ["mixed/model.safetensors", "mixed/levels.json"]),
        (
            "conditioned", #", "order": "mixed", "time_conditioning": true"#,
            ["mixed/model.safetensors", "mixed/levels.json", "mixed/shift.safetensors"]
        ),
        (
            "lora", #", "adaptation": "lora", "rank": 2, "layers": ["mid", "conv1"]"#,
            ["level-1/adapter_config.json", "level-2/adapter_model.safetensors"]
        ),
        (
            "both",
            #", "adaptation": "lora", "rank": 2, "trainable": "all", "time_conditioning": true, "loss": "pairwise", "micro_batch": 3, "decay": "cosine", "warmup": 0"#,
            ["level-1/adapter_model.safetensors", "level-1/shift.safetensors"]
        ),
        (
            "raw", #", "normalize": "none", "rank_share": 0, "final_rate": 0.5, "weight_decay": 0"#,
            ["level-1/model.safetensors"]
        ),
        ("batch", #", "normalize": "batch""#, ["level-2/model.safetensors"]),
    ]

    @Test(arguments: ways.indices)
    func everyWayGivesRewardsThatASearchPrunesWith(index: Int) throws {
        let way = Self.ways[index]
        let project = try TinyProject()
        let stages = "{ \(Self.data), \(Self.narf(way.name, way.choices)), \(Self.search(way.name)) }"
        let result = try project.runner(stages).run(threads: 2)
        for stage in result.summary.stages {
            #expect(stage.error.map { "\($0)" } == nil, "\(stage.name)")
        }
        let folder = "outputs/toy/\(way.name)"
        for file in way.files { #expect(project.data("\(folder)/\(file)") != nil, "\(file)") }
        let figures = try JSONValue(
            parsing: String(decoding: try #require(project.data("\(folder)/figures.json")), as: UTF8.self))
        let levels = try #require(figures["levels"]?.arrayValue)
        #expect(levels.map { $0["after"]?["step"] } == [1, 2])
        // Another way, other bytes; two threads or one, the same.
        let again = try TinyProject()
        let other = try again.runner(stages).run(threads: 1)
        #expect(other.summary[way.name]?.outputs == result.summary[way.name]?.outputs)
        #expect(other.summary["search"]?.outputs == result.summary["search"]?.outputs)
        let lora = try #require(Self.ways.first { $0.name == "lora" })
        if way.name == lora.name {
            let small = try #require(project.data("\(folder)/level-1/adapter_model.safetensors")).count
            let whole = try #require(project.data("models/reward/model.safetensors")).count
            #expect(small < whole)
        }
    }

    @Test func stepsCanHaveJudgesOfTheirOwn() throws {
        let project = try TinyProject()
        func outputs(_ judges: String) throws -> [String: OutputReference]? {
            let stages =
                "{ \(Self.data), \(Self.narf("narf", ", \"order\": \"single\"")), \(Self.search("narf", judges)) }"
            return try project.runner(stages).run(threads: 2).summary["search"]?.outputs
        }
        let nearest = try outputs("")
        #expect(nearest?.isEmpty == false)
        // The levels of steps 1 and 2 are there, so they are the nearest ones.
        #expect(try outputs(#", "judges": [1, 2]"#) == nearest)
        #expect(try outputs(#", "judges": [2, -1]"#) != nearest)
        let stages = { (judges: String) in
            "{ \(Self.data), \(Self.narf("narf", ", \"order\": \"single\"")), \(Self.search("narf", judges)) }"
        }
        #expect(
            try project.failure(of: "search", in: stages(#", "judges": [1, 3]"#))
                == "\"judges\" names level 3, which the noise-aware reward does not have; it has 1, 2")
        #expect(
            try project.failure(of: "search", in: stages(#", "judges": [1]"#))
                == "\"judges\" names 1 level for 2 steps; give one for each step in \"at\", -1 for the clean reward"
        )
    }

    /// Stopped within its second level and gone on with, a training leaves the same bytes; the first level is not trained
    /// again.
    @Test(arguments: ["", #", "adaptation": "lora", "rank": 2, "time_conditioning": true"#])
    func aStoppedTrainingGoesOnToTheSameBytes(choices: String) throws {
        let stages = "{ \(Self.data), \(Self.narf("narf", choices + ", \"checkpoint_every\": 1")) }"
        let undisturbed = try TinyProject()
        let whole = try undisturbed.runner(stages).run(threads: 2)
        #expect(whole.summary["narf"]?.status == .ran)

        let project = try TinyProject()
        let flag = CancellationFlag()
        let stopped = try project.runner(stages).run(threads: 2, cancellation: flag) { event in
            if case .progress(let stage, let report) = event, stage == "narf", report.completed >= 3 {
                flag.cancel()
            }
        }
        #expect(stopped.summary["narf"]?.status == .cancelled)
        let done = Mutex<[Int]>([])
        let resumed = try project.runner(stages).run(threads: 2) { event in
            if case .progress(let stage, let report) = event, stage == "narf" {
                done.withLock { $0.append(report.completed) }
            }
        }
        #expect(resumed.summary["narf"]?.status == .resumed)
        #expect(resumed.summary["narf"]?.outputs == whole.summary["narf"]?.outputs)
        #expect(done.withLock { $0.min() } == 4)
    }

    /// A level whose weights are lost is learned again, from the start.
    @Test func aDamagedLevelStartsTheTrainingAnew() throws {
        let stages = "{ \(Self.data), \(Self.narf("narf", ", \"checkpoint_every\": 1")) }"
        let undisturbed = try TinyProject()
        let whole = try undisturbed.runner(stages).run(threads: 2)
        let project = try TinyProject()
        let flag = CancellationFlag()
        _ = try project.runner(stages).run(threads: 2, cancellation: flag) { event in
            if case .progress(let stage, let report) = event, stage == "narf", report.completed >= 3 {
                flag.cancel()
            }
        }
        let cache = project.folder + "/.tweed/cache"
        let shards = try #require(FileManager.default.enumerator(atPath: cache)).compactMap { $0 as? String }
            .filter { $0.hasSuffix("/shards/level-2") }
        #expect(shards.count == 1)
        for shard in shards { try Data("lost".utf8).write(to: URL(fileURLWithPath: "\(cache)/\(shard)")) }
        let done = Mutex<[Int]>([])
        let resumed = try project.runner(stages).run(threads: 2) { event in
            if case .progress(let stage, let report) = event, stage == "narf" {
                done.withLock { $0.append(report.completed) }
            }
        }
        #expect(done.withLock { $0.min() } == 1)
        #expect(resumed.summary["narf"]?.outputs == whole.summary["narf"]?.outputs)
    }

    @Test func waysAreComparedSideBySide() throws {
        let project = try TinyProject()
        func stages(_ names: String) -> String {
            """
            { \(Self.data),
              "narf": { "uses": "train-narf", "matrix": { "order": ["single", "mixed"], "seed": [1, 2] }, "with": {
                "dataset": "${stages.dataset}", "evaluation": "${stages.dataset}",
                "reward": "${stages.weights.reward}", "levels": [1], "epochs_per_level": 1, "batch": 4,
                "order": "${matrix.order}", "seed": "${matrix.seed}" } },
              "compare": { "uses": "compare-narf", "with": {
                "dataset": "${stages.dataset}", "reward": "${stages.weights.reward}",
                "rewards": "${stages.narf[*]}", "names": \(names), "levels": [1], "at": [1], "keep": [0.5] } },
              "report": { "uses": "report", "with": { "of": ["${stages.compare}"] } } }
            """
        }
        let result = try project.runner(stages(#"["alone", "together"]"#)).run(threads: 2)
        for stage in result.summary.stages {
            #expect(stage.error.map { "\($0)" } == nil, "\(stage.name)")
        }
        let text = try #require(project.data("outputs/toy/compare/figures.json"))
        let figures = try JSONDecoder().decode(CompareNoiseAware.Figures.self, from: text)
        #expect(figures.runs == 2 && figures.prompts == 4 && figures.candidates == 2)
        #expect(figures.comparison.rows.map(\.name) == ["clean reward", "alone", "together"])
        #expect(figures.comparison.rows[1].levels.map(\.step) == [1])
        #expect(figures.comparison.rows[1].levels[0].runs.count == 2)
        let page = String(
            decoding: try #require(project.data("outputs/toy/report.html")), as: UTF8.self)
        #expect(page.contains("Noise-aware rewards compared") && page.contains("together"))
        #expect(
            try project.failure(of: "compare", in: stages(#"["a", "b", "c"]"#))
                == "4 rewards cannot be shared out among 3 names; give one name for each reward, or for each of equally many runs"
        )
    }

    @Test(arguments: [
        (#", "batch": 9"#, "a batch of 9 is larger than the dataset, which has 8 trajectories"),
        (#", "epochs": [1]"#, "\"epochs\" has 1 number for 2 levels; give one for each level"),
        (#", "levels": [1, 4]"#, "level 4 is not in the dataset, whose trajectories have the steps 0 to 3"),
        (#", "levels": [1, 1]"#, "level 1 is listed twice"),
        (#", "adaptation": "lora", "layers": ["mid", "attention"]"#, "begins or ends with \"attention\""),
        (#", "normalize": "none""#, "set \"rank_share\" to 0"),
        (#", "loss": "pairwise", "batch": 1"#, "of up to 2 candidates, but a batch has 1"),
    ])
    func whatCannotBeIsNamedBeforeTraining(choices: String, message: String) throws {
        let project = try TinyProject()
        var narf = Self.narf("narf", choices)
        // Parameters that are given anew stand once.
        for given in ["\"levels\": [2, 1], ", "\"batch\": 4,"]
        where choices.contains(given.prefix { $0 != ":" }) {
            narf = narf.replacingOccurrences(of: given, with: "")
        }
        let found = try project.failure(of: "narf", in: "{ \(Self.data), \(narf) }") ?? "no failure"
        #expect(found.contains(message), "\(found)")
    }

    @Test func pairsNeedTwoCandidates() throws {
        let project = try TinyProject()
        let data = Self.data.replacingOccurrences(
            of: "\"images_per_prompt\": 2", with: "\"images_per_prompt\": 1")
        let found = try project.failure(
            of: "narf", in: "{ \(data), \(Self.narf("narf", ", \"loss\": \"pairwise\"")) }")
        #expect(found?.contains("no prompt of the dataset has two candidates of different rewards") == true)
    }

    /// The reward of a stranger, whose captions are read once, learns by low-rank terms and is told the level.
    @Test func aPretrainedRewardLearnsWithLowRankTermsAndTimeConditioning() throws {
        let project = try PipelineProject()
        let stages = """
            {
                "weights": { "uses": "load-weights", "with": { "from": "models/turbo" } },
                "reward": { "uses": "load-weights", "with": {
                    "from": "models/reward", "tokenizer": "models/sd15/tokenizer" } },
                "dataset": { "uses": "tweedie-dataset", "with": {
                    "generator": "${stages.weights.generator}", "reward": "${stages.reward.reward}",
                    "prompts": ["a fish", "a house"], "images_per_prompt": 4, "steps": 4, "width": 32, "height": 32 } },
                "narf": { "uses": "train-narf", "with": {
                    "dataset": "${stages.dataset}", "evaluation": "${stages.dataset}",
                    "reward": "${stages.reward.reward}", "levels": [1, 0], "batch": 4, "learning_rate": 0.01,
                    "order": "mixed", "adaptation": "lora", "rank": 2, "layers": ["q_proj", "visual_projection"],
                    "loss": "pairwise", "time_conditioning": true } },
                "search": { "uses": "search", "with": {
                    "generator": "${stages.weights.generator}", "reward": "${stages.reward.reward}",
                    "noise_aware": "${stages.narf}", "prompts": ["a fish"], "strategies": ["ttsnap"],
                    "budgets": ["0.4 GMAC"], "at": [0, 1], "keep": [0.5, 0.5], "steps": 4, "width": 32, "height": 32 } }
            }
            """
        let result = try project.runner(stages).run(threads: 2)
        for stage in result.summary.stages {
            #expect(stage.error.map { "\($0)" } == nil, "\(stage.name)")
        }
        for file in ["adapter_config.json", "adapter_model.safetensors", "shift.safetensors", "levels.json"] {
            #expect(project.data("outputs/toy/narf/mixed/\(file)") != nil, "\(file)")
        }
        #expect(project.data("outputs/toy/narf/mixed/changed.safetensors") == nil)
    }
}
