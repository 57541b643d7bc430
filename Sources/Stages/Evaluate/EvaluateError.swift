import Methods
import Recipes

/// Why pictures cannot be evaluated.
enum EvaluateError: Error, CustomStringConvertible {
    case noSuchSearch(_ strategy: String?, _ budget: SearchBudget?, found: [SearchOutline.Row])
    case winnersNotKept
    case namesDoNotMatch(rewards: Int, names: Int)
    case tooFew(images: Int, bestOf: Int, wanted: Int)

    var description: String {
        switch self {
        case .noSuchSearch(let strategy, let budget, let found):
            "the search has no row with \(strategy.map { "the strategy \($0)" } ?? "any strategy")"
                + (budget.map { " and the budget \(Format.budget($0))" } ?? "") + "; it has "
                + found.prefix(8).map { "\($0.strategy) at \(Format.budget($0.budget))" }
                .joined(separator: ", ")
        case .winnersNotKept:
            "the search kept the pictures of its first prompts only; set its \"keep_winners\" to true"
        case .namesDoNotMatch(let rewards, let names):
            "\"reward_names\" has \(names) names for \(rewards) rewards; give each a name"
        case .tooFew(let images, let bestOf, let wanted):
            "\(wanted) pictures, each the best of \(bestOf), take \(wanted * bestOf) of each caption; found \(images)"
        }
    }
}
