/// What is wrong with a list of stages.
public enum GraphProblem: Equatable, Sendable {
    case unusableStageName(String)
    case duplicateStage(String)
    case noOutputs(stage: String)
    case unusableOutputName(stage: String, output: String)
    case duplicateOutput(stage: String, output: String)
    case unknownStage(String, neededBy: String)
    case unknownOutput(stage: String, output: String, neededBy: String)
    case unboundInput(stage: String, binding: String)
    /// In the order of the data; the last needs the first.
    case cycle([String])
}
