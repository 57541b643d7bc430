/// How BERT cleans a text and cuts it into words.
struct BertWords: Hashable, Sendable {
    /// Whether letters become small.
    var lowercases = true
    /// Whether accents are left out.
    var stripsAccents = true
    /// Whether each Chinese character is a word.
    var splitsChinese = true

    /// Without control characters, with plain spaces, and as the settings say.
    @Sendable func normalized(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(scalars.count)
        for scalar in scalars where !Self.isRemoved(scalar) {
            if Self.isSpace(scalar) {
                result.append(" ")
            } else if splitsChinese, Self.isChinese(scalar) {
                result += [" ", scalar, " "]
            } else {
                result.append(scalar)
            }
        }
        if stripsAccents {
            result = UnicodeForms.decomposed(result).filter { !Self.isAccent($0) }
        }
        guard lowercases else { return result }
        var small: [Unicode.Scalar] = []
        small.reserveCapacity(result.count)
        for scalar in result { UnicodeForms.appendLowercase(scalar, to: &small) }
        return small
    }

    /// Words of a normalised text: what is between spaces, with each mark of punctuation by itself.
    static func split(_ text: [Unicode.Scalar]) -> [ArraySlice<Unicode.Scalar>] {
        var words: [ArraySlice<Unicode.Scalar>] = []
        var start = 0
        func end(at index: Int) {
            if start < index { words.append(text[start..<index]) }
            start = index + 1
        }
        for (index, scalar) in text.enumerated() {
            if scalar.properties.isWhitespace {
                end(at: index)
            } else if isPunctuation(scalar) {
                end(at: index)
                words.append(text[index...index])
            }
        }
        end(at: text.count)
        return words
    }

    /// Of the tables of categories that "tokenizers" has for BERT.
    private static let unicodeVersion = (8, 0)

    /// Control characters but tab and the ends of lines, and what stands for broken text.
    private static func isRemoved(_ scalar: Unicode.Scalar) -> Bool {
        if scalar == "\t" || scalar == "\n" || scalar == "\r" { return false }
        if scalar == "\u{FFFD}" { return true }
        switch scalar.properties.generalCategory {
        case .control, .privateUse, .surrogate: return true
        case .format: return UnicodeForms.isAssigned(scalar, in: unicodeVersion)
        default: return false
        }
    }

    /// Marks that take no space of their own.
    private static func isAccent(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        // Of another category in that version than in newer ones.
        case 0x1885, 0x1886, 0xA9BD, 0x111C9: false
        case 0x1734, 0x1171E: true
        default:
            scalar.properties.generalCategory == .nonspacingMark
                && UnicodeForms.isAssigned(scalar, in: unicodeVersion)
        }
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }

    /// All of ASCII that is neither letter nor digit, and the categories of punctuation.
    private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: return true
        // Punctuation in that version, and another category in newer ones.
        case 0x166D, 0x111C9: return true
        default: break
        }
        switch scalar.properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
            .initialPunctuation,
            .finalPunctuation, .otherPunctuation:
            return UnicodeForms.isAssigned(scalar, in: unicodeVersion)
        default: return false
        }
    }

    /// Blocks of Chinese characters, as the library "tokenizers" has them.
    private static func isChinese(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F, 0x2B740...0x2B81F,
            0x2B920...0x2CEAF, 0xF900...0xFAFF, 0x2F800...0x2FA1F:
            true
        default: false
        }
    }
}
