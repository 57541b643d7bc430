import Tensors

/// Why a model cannot take what it was given.
public enum ModelInputError: Error, Hashable, Sendable {
    /// An array of the wrong shape; `expected` writes the right one, with letters for extents that are free.
    case shape(model: String, input: String, found: Shape, expected: String)
    /// So many of something where another number is needed; `reason` says what decides it.
    case count(model: String, input: String, found: Int, expected: Int, reason: String)
    /// A text with no token, or with more than the model has positions.
    case length(model: String, text: Int, found: Int, longest: Int)
    /// A token that the vocabulary lacks.
    case token(model: String, text: Int, position: Int, found: Int, vocabulary: Int)
    /// Conditioning of a kind that this model does not take, or that it needs and did not get.
    case conditioning(model: String, found: String, expected: String)
}

extension ModelInputError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .shape(let model, let input, let found, let expected):
            "\(model): \(input) \(found); expected \(expected)"
        case .count(let model, let input, let found, let expected, let reason):
            "\(model): \(found) \(input); expected \(expected), \(reason)"
        case .length(let model, let text, let found, let longest):
            "\(model): text \(text) has \(found) tokens; expected 1 to \(longest)"
        case .token(let model, let text, let position, let found, let vocabulary):
            "\(model): token \(position) of text \(text) is \(found); the vocabulary has 0 to \(vocabulary - 1)"
        case .conditioning(let model, let found, let expected):
            "\(model): conditioned on \(found); expected \(expected)"
        }
    }
}
