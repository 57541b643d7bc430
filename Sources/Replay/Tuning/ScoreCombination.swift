/// How the scores seen so far are made into one number.
public enum ScoreCombination: String, Sendable, Hashable, CaseIterable, Codable {
    /// The last one alone counts.
    case last
    /// A linear prediction of the final reward from all of them.
    case predicted
}
