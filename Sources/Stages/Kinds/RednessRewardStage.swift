import Engine
import Recipes
import Values

/// A reward without weights that likes red.
struct RednessRewardStage: StageKind {
    let description = StageKindDescription(
        name: "redness-reward",
        summary: "A reward without weights: how red a picture is, whatever its caption",
        parameters: [],
        outputs: [
            OutputDescription(
                "reward", type: ArtifactType.reward,
                summary: "Mean of red minus half of green and blue, on a scale of 0 to 1 for each")
        ], primaryOutput: "reward", cores: 1, memoryMegabytes: 50)

    func run(_ context: StageContext) throws {
        try writeJSON(
            RewardFolder.Settings(kind: .redness),
            to: context.outputFolder("reward") + "/" + RewardFolder.settingsName)
    }
}
