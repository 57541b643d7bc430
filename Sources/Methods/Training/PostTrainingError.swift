/// Why a training on rewards cannot start or go on.
public enum PostTrainingError: Error, Equatable, CustomStringConvertible {
    case noPrompts
    case noRewards
    /// The place of the reward in the list, and what a person calls it.
    case notDifferentiable(reward: Int, name: String?)
    case tooManySkipped(inARow: Int, step: Int)
    case lineSearch(needs: String)

    public var description: String {
        switch self {
        case .noPrompts: "there is no prompt to train on"
        case .noRewards: "there is no reward to train on; expected at least one"
        case .notDifferentiable(let reward, let name):
            "reward \(reward + 1)\(name.map { " (\"\($0)\")" } ?? "") gives no gradient with respect to the picture; "
                + "expected one that is computed from the picture by differentiable operations: leave this one out of "
                + "the training, or put such a one in its place"
        case .tooManySkipped(let count, let step):
            "\(count) steps in a row up to step \(step) gave a loss or gradient that is not a finite number and were "
                + "skipped; lower the learning rate or the weights of the rewards"
        case .lineSearch(let needs):
            "L-BFGS compares values of one function, so that the loss must not change from step to step: \(needs)"
        }
    }
}
