import Methods
import Recipes
import Values

/// The parameters of a search.
enum SearchParameters {
    static let all = models + what + strategies + running

    private static let models = [
        ParameterDescription(
            "generator", .artifact(types: [ArtifactType.generator, ArtifactType.oneStepGenerator]),
            help: "Draws the pictures; a one-step generator takes several steps as well"),
        ParameterDescription(
            "hypernetwork", .optional(.artifact(types: [ArtifactType.hypernetwork])),
            help: "Improves the noise that candidates start from"),
        ParameterDescription(
            "hypernetwork_base",
            .optional(.artifact(types: [ArtifactType.generator, ArtifactType.oneStepGenerator])),
            help: "The generator that the hypernetwork was trained on, where another one draws"),
        ParameterDescription(
            "reward", .artifact(types: [ArtifactType.reward]),
            help: "The clean reward, which picks the winner"),
        ParameterDescription(
            "noise_aware", .optional(.artifact(types: [ArtifactType.noiseAwareReward])),
            help: "The rewards of train-narf, which prune in ttsnap"),
        ParameterDescription(
            "judges", .optional(.list(of: .integer(-1...999), count: 0...20)),
            help:
                "Level of noise_aware that scores at each step in at, -1 for the clean reward; by default the nearest level, and the clean reward past the cleanest"
        ),
        ParameterDescription(
            "more_rewards", .list(of: .artifact(types: [ArtifactType.reward]), count: 0...8), default: [],
            help: "Further clean rewards, combined with the first"),
        ParameterDescription(
            "more_noise_aware",
            .list(of: .optional(.artifact(types: [ArtifactType.noiseAwareReward])), count: 0...8),
            default: [],
            help: "For each of them its noise-aware rewards, or null; none at all where there are none"),
        ParameterDescription(
            "reward_weights", .list(of: .number(-1e9...1e9), count: 0...9), default: [],
            help: "Weights of all rewards, the first one's first; 1 each by default"),
        ParameterDescription(
            "combine", .choice(RewardCombination.Rule.allCases.map(\.rawValue)), default: "weighted-sum",
            help: "Whether rewards are added, or the ranks that they give the candidates of a prompt"),
    ]

    private static let what = [
        ParameterDescription("prompts", .prompts, help: "Captions, one on each line"),
        ParameterDescription(
            "limit", .optional(.integer(1...1_000_000)), role: .extendable,
            help: "Only this many captions from the top of the file"),
        ParameterDescription(
            "strategies",
            .list(
                of: .choice(SearchStrategy.allCases.map(\.rawValue)), count: 1...SearchStrategy.allCases.count
            ),
            default: ["best-of-n"],
            help:
                "best-of-n, ttsp (pruned by the clean reward), ttsnap (pruned by the noise-aware reward), zero-order (neighbours of the best noise), paths (the best branch), noise-optimization (gradient ascent on the noise)"
        ),
        ParameterDescription(
            "budgets", .list(of: .budget, count: 1...20), role: .extendable,
            help:
                "What one prompt may cost: MACs with every model call counted, seconds, or images that are started; the first one is the headline"
        ),
        ParameterDescription(
            "call_seconds", .optional(.list(of: .number(0...1e6), count: 6...7)), unit: "seconds",
            help:
                "For budgets in seconds, those of one call: reading a prompt, reading it for the noise-aware rewards, denoiser, decoder, rewards, hypernetwork, and the gradient of noise optimisation; measured where they are not given"
        ),
    ]

    private static let strategies = [
        ParameterDescription(
            "schedule", .optional(.artifact(types: [ArtifactType.schedule])),
            help: "Tuned schedules, in place of at and keep: that of the nearest budget at or below each"),
        ParameterDescription(
            "at", .list(of: .integer(0...999), count: 0...20), default: [2, 6, 11],
            help: "Steps (from 0) at which candidates are pruned"),
        ParameterDescription(
            "keep", .list(of: .number(0...1, excludesLower: true), count: 0...20),
            default: [0.4, 0.4, 0.5],
            help: "Share of the candidates kept at each of these steps"),
        ParameterDescription(
            "neighbors", .integer(1...4096), default: 8,
            help: "zero-order: neighbours that are tried before the best one is the next pivot"),
        ParameterDescription(
            "radius", .number(0...2, excludesLower: true), default: 0.3,
            help: "zero-order: distance of a neighbour from its pivot, as a share of the pivot's length"),
        ParameterDescription(
            "branch_at", .list(of: .integer(0...999), count: 1...20), default: [2, 6, 11],
            help: "paths: steps (from 0) after which the best paths are kept and branch"),
        ParameterDescription(
            "branches", .integer(2...64), default: 2, help: "paths: branches of each path that is kept"),
        ParameterDescription(
            "renoise", .integer(1...1000), unit: "steps", default: 2,
            help: "paths: how far fresh noise takes a branch back"),
        ParameterDescription(
            "ascent_from", .optional(.choice(["best-of-n", "ttsp", "ttsnap"])),
            help:
                "noise-optimization: the search whose winner is optimised, with what the iterations leave of the budget; the first noise by default"
        ),
        ParameterDescription(
            "iterations", .integer(1...4096), default: 50,
            help:
                "noise-optimization: pictures drawn, each but the last followed by a step; fewer from the first noise where the budget ends"
        ),
        ParameterDescription(
            "ascent_rate", .number(0...10_000, excludesLower: true), default: 5,
            help: "noise-optimization: learning rate; the defaults are those of ReNO"),
        ParameterDescription(
            "ascent_momentum", .number(0...0.9999), default: 0.9, help: "noise-optimization: momentum"),
        ParameterDescription(
            "ascent_nesterov", .boolean, default: true,
            help: "noise-optimization: whether the gradient is taken ahead of the momentum"),
        ParameterDescription(
            "ascent_clip", .number(0...1_000_000, excludesLower: true), default: 0.1,
            help: "noise-optimization: longest gradient of a sample"),
        ParameterDescription(
            "ascent_regularization", .number(0...1_000_000), default: 0.01,
            help: "noise-optimization: weight of what keeps the noise as long as normal noise"),
    ]

    private static let running =
        [
            ParameterDescription(
                "repeats", .integer(1...1000), default: 1, role: .extendable,
                help:
                    "Independent searches for each prompt, with noise of their own, for smaller standard errors"
            ),
            ParameterDescription(
                "keep_winners", .boolean, default: false,
                help: "Whether to keep the pictures of all winners as they were drawn, for evaluate stages"),
        ] + GeneratorChoices.parameters(steps: 20) + [
            ParameterDescription("seed", .integer(0...Int.max), default: 1, help: "Decides all noise"),
            ParameterDescription(
                "memory", .integer(0...Int.max), unit: "bytes", default: 536_870_912, role: .neutral,
                help: "Of the states of candidates that wait; more of them wait on disk"),
            ParameterDescription.precision,
        ]
}
