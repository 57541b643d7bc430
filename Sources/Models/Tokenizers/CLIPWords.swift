import Foundation

/// How CLIP cleans a text and cuts it into words.
enum CLIPWords {
    /// Composed, with one space for each run of white space, in small letters.
    ///
    /// Letters become small one by one: a sigma at the end of a word is the same as within.
    @Sendable static func normalized(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(scalars.count)
        var isAfterSpace = false
        for scalar in UnicodeForms.composed(scalars) {
            let isSpace = scalar.properties.isWhitespace
            if !isSpace {
                UnicodeForms.appendLowercase(scalar, to: &result)
            } else if !isAfterSpace {
                result.append(" ")
            }
            isAfterSpace = isSpace
        }
        return result
    }

    private enum Kind { case space, letter, number, other }

    /// Of the tables of categories in the regular expressions of "tokenizers".
    private static let unicodeVersion = (16, 0)

    private static func kind(_ scalar: Unicode.Scalar) -> Kind {
        guard UnicodeForms.isAssigned(scalar, in: unicodeVersion) else { return .other }
        return switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: .letter
        case .decimalNumber, .letterNumber, .otherNumber: .number
        default: scalar.properties.isWhitespace ? .space : .other
        }
    }

    private static let specials = ["<|startoftext|>", "<|endoftext|>"].map { Array($0.unicodeScalars) }
    private static let endings = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"].map {
        Array($0.unicodeScalars)
    }

    /// Words of a normalised text: endings after an apostrophe, runs of letters, single digits, runs of anything else
    /// but spaces.
    static func split(_ text: [Unicode.Scalar]) -> [ArraySlice<Unicode.Scalar>] {
        var words: [ArraySlice<Unicode.Scalar>] = []
        var index = 0
        func take(_ count: Int) {
            words.append(text[index..<index + count])
            index += count
        }
        func take(while kind: Kind) {
            take(text[index...].prefix { Self.kind($0) == kind }.count)
        }
        while index < text.count {
            let rest = text[index...]
            if let ending = endings.first(where: { rest.starts(with: $0) }) {
                take(ending.count)
                continue
            }
            if let special = specials.first(where: { rest.starts(with: $0) }) {
                // Whole for CLIP's rule, but the rule of bytes that follows it cuts again.
                take(2)
                take(special.count - 4)
                take(2)
                continue
            }
            switch kind(text[index]) {
            case .space: index += 1
            case .number: take(1)
            case .letter: take(while: .letter)
            case .other: take(while: .other)
            }
        }
        return words
    }
}
