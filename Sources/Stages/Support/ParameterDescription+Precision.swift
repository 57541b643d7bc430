import Recipes
import Tensors
import Values

extension ParameterDescription {
    /// How exactly a stage that runs models computes; `StageKindExecutor` sets it for the whole stage.
    static let precision = ParameterDescription(
        "precision", .choice(Precision.allCases.map(\.rawValue)), default: "fast",
        help:
            "exact: plain sums; fast: 3x3 convolutions by Winograd where it pays, whose rounding error is about twice as large"
    )
}
