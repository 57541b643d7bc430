/// Why a noise-aware training cannot start, in the terms of its options.
public enum NoiseAwareError: Error, Sendable, Hashable, CustomStringConvertible {
    case noLevels
    case repeatedLevel(Int)
    case epochCount(found: Int, levels: Int)
    case batchTooLarge(batch: Int, trajectories: Int)
    case batchOfOne
    case rankWithoutUnits
    case exponentialToZero
    case noPairs
    case batchHoldsNoPrompt(batch: Int, candidates: Int)
    case cannotBeTold
    case noSuchLevel(Int, levels: [Int])
    case judgeCount(found: Int, steps: Int)

    public var description: String {
        switch self {
        case .noLevels: "there is no level to learn"
        case .repeatedLevel(let level): "level \(level) is listed twice; list each level once"
        case .epochCount(let found, let levels):
            "\"epochs\" has \(found) \(found == 1 ? "number" : "numbers") for \(levels) "
                + "\(levels == 1 ? "level" : "levels"); give one for each level, in the order of \"levels\""
        case .batchTooLarge(let batch, let trajectories):
            "a batch of \(batch) is larger than the dataset, which has \(trajectories) trajectories; lower \"batch\" "
                + "to \(trajectories) or less, or draw more"
        case .batchOfOne:
            "a batch of 1 cannot be standardised on its own; raise \"batch\" to 2 or more, or set \"normalize\" to \"dataset\""
        case .rankWithoutUnits:
            "ranks within a prompt are in units of the standardised reward; set \"rank_share\" to 0, or \"normalize\" to "
                + "\"dataset\" or \"batch\""
        case .exponentialToZero:
            "a rate that falls by the same factor in every step never comes to 0; raise \"final_rate\", or set \"decay\" to \"linear\""
        case .noPairs:
            "the pairwise loss compares candidates of one prompt, but no prompt of the dataset has two candidates of "
                + "different rewards; raise \"images_per_prompt\" of the dataset, or set \"loss\" to \"squared\""
        case .batchHoldsNoPrompt(let batch, let candidates):
            "the pairwise loss takes whole prompts, of up to \(candidates) candidates, but a batch has \(batch); raise "
                + "\"batch\" to \(candidates) or more"
        case .noSuchLevel(let level, let levels):
            "\"judges\" names level \(level), which the noise-aware reward does not have; it has "
                + levels.map(String.init).joined(separator: ", ")
        case .judgeCount(let found, let steps):
            "\"judges\" names \(found) \(found == 1 ? "level" : "levels") for \(steps) "
                + "\(steps == 1 ? "step" : "steps"); give one for each step in \"at\", -1 for the clean reward"
        case .cannotBeTold:
            "this reward has no picture tower that can be told a noise level; set \"time_conditioning\" to false"
        }
    }
}
