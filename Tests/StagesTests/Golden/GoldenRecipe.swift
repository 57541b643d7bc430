@testable import Stages

/// At least one stage of every kind, as small as it goes, on the models of a `TinyProject`.
enum GoldenRecipe {
    static let stages = """
        {
            "weights": { "uses": "load-weights", "with": { "from": "models" } },
            "chosen": { "uses": "prompts", "with": {
                "from": "train.txt", "shuffle": true, "limit": 2, "seed": 7 } },
            "preview": { "uses": "generate", "with": {
                "generator": "${stages.weights.generator}", "prompts": "test.txt", "steps": 3, "seed": 7 } },
            "dataset": { "uses": "tweedie-dataset", "with": {
                "generator": "${stages.weights.generator}", "reward": "${stages.weights.reward}",
                "prompts": "train.txt", "images_per_prompt": 2, "steps": 3, "seed": 7 } },
            "narf": { "uses": "train-narf", "with": {
                "dataset": "${stages.dataset}", "evaluation": "${stages.dataset}",
                "reward": "${stages.weights.reward}", "levels": [1], "epochs_per_level": 1, "batch": 4 } },
            "compare": { "uses": "compare-narf", "with": {
                "dataset": "${stages.dataset}", "reward": "${stages.weights.reward}",
                "rewards": ["${stages.narf}"], "names": ["curriculum"], "levels": [1], "at": [1], "keep": [0.5] } },
            "candidates": { "uses": "tweedie-dataset", "with": {
                "generator": "${stages.weights.generator}", "reward": "${stages.weights.reward}",
                "prompts": [
                    "a red circle on white", "a blue square on gray", "two red circles on black",
                    "a green triangle on white", "a cyan circle on gray", "a yellow square on black" ],
                "images_per_prompt": 4, "steps": 3, "seed": 7 } },
            "matrix": { "uses": "reward-matrix", "with": {
                "dataset": "${stages.candidates}", "reward": "${stages.weights.reward}",
                "noise_aware": "${stages.narf}" } },
            "replayed": { "uses": "replay", "with": {
                "matrix": "${stages.matrix}", "at": [1], "keep": [0.5], "budgets": [6, 8],
                "denoiser_cost": 1, "verifier_cost": 0.5, "subsets": 4, "accounting": "exact" } },
            "schedule": { "uses": "tune-schedule", "with": {
                "matrix": "${stages.matrix}", "at": [1], "keep": [0.5], "budgets": [8], "train": "0:4", "test": "4:6",
                "denoiser_cost": 1, "verifier_cost": 0.5 } },
            "hyper": { "uses": "train-hypernetwork", "with": {
                "generator": "${stages.weights.one_step}", "reward": "${stages.weights.reward}",
                "prompts": "train.txt", "evaluation": "test.txt", "rank": 2, "steps": 2, "batch": 2,
                "evaluation_images": 1 } },
            "loaded": { "uses": "load-hypernetwork", "with": {
                "from": "adapter", "generator": "${stages.weights.one_step}" } },
            "tuned": { "uses": "finetune-generator", "with": {
                "generator": "${stages.weights.one_step}", "reward": "${stages.weights.reward}",
                "prompts": "train.txt", "evaluation": "test.txt", "rank": 2, "steps": 2, "batch": 2,
                "evaluation_images": 1 } },
            "improved": { "uses": "generate", "with": {
                "generator": "${stages.weights.one_step}", "hypernetwork": "${stages.hyper}",
                "prompts": "test.txt", "limit": 2, "images_per_prompt": 2, "steps": 1 } },
            "redness": { "uses": "redness-reward" },
            "row": { "uses": "evaluate", "with": {
                "of": "${stages.improved}", "label": "Improved", "scenes": 2,
                "rewards": ["${stages.weights.reward}", "${stages.redness}"] } },
            "search": { "uses": "search", "with": {
                "generator": "${stages.weights.generator}", "reward": "${stages.weights.reward}",
                "noise_aware": "${stages.narf}", "prompts": "test.txt", "limit": 2,
                "strategies": ["best-of-n", "ttsp", "ttsnap"], "budgets": ["60 MMAC"], "at": [1], "keep": [0.5],
                "steps": 3, "seed": 7 } },
            "report": { "uses": "report", "with": { "title": "Golden", "of": [
                "${stages.preview}", "${stages.dataset}", "${stages.narf}", "${stages.hyper}",
                "${stages.search}", "${stages.row}", "${stages.improved}" ] } },
            "generator": { "uses": "train-generator", "with": {
                "steps": 2, "batch": 2, "evaluation_prompts": 1 } },
            "reward": { "uses": "train-reward", "with": { "steps": 2, "batch": 2, "evaluation_prompts": 1 } },
            "pairs": { "uses": "teacher-pairs", "with": {
                "generator": "${stages.weights.generator}", "count": 3, "steps": 2 } },
            "student": { "uses": "distill-generator", "with": {
                "generator": "${stages.weights.generator}", "reward": "${stages.weights.reward}",
                "pairs": "${stages.pairs}", "steps": 2, "evaluation_prompts": 1 } },
            "world": { "uses": "export-weights", "with": {
                "generator": "${stages.weights.generator}", "one_step": "${stages.student}",
                "reward": "${stages.weights.reward}" } }
        }
        """
}
