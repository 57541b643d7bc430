/// Why a text or a row of tokens is not a caption.
public enum CaptionError: Error, Hashable, Sendable {
    /// `position` counts words from 1.
    case unknownWord(String, position: Int, expected: [String], suggestion: String?, text: String)
    case endsEarly(expected: [String], text: String)
    case extraWords([String], text: String)
    case sameObjects(SceneObject)
    case tokens(CaptionTokens)
}

extension CaptionError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unknownWord(let word, let position, let expected, let suggestion, let text):
            let hint = suggestion.map { "; did you mean \"\($0)\"?" } ?? ""
            return
                "caption \"\(text)\": word \(position) is \"\(word)\", expected \(Self.list(expected))\(hint)"
        case .endsEarly(let expected, let text):
            return "caption \"\(text)\": ends too early, expected \(Self.list(expected)) next"
        case .extraWords(let words, let text):
            let found = words.joined(separator: " ")
            return "caption \"\(text)\": nothing may follow the ground, found \"\(found)\""
        case .sameObjects(let object):
            return "a relation needs two different objects, both are \"\(object)\"; "
                + "say \"two \(object.colour.rawValue) \(object.shape.plural)\" instead"
        case .tokens(let tokens):
            let words = tokens.map { Vocabulary.word($0) ?? "?" }.joined(separator: ", ")
            return "the tokens \(tokens) (\(words)) are not a caption; its slots are colour, shape, "
                + "relation or count, colour, shape, ground"
        }
    }

    private static func list(_ words: [String]) -> String {
        words.count == 1 ? "\"\(words[0])\"" : "one of " + words.joined(separator: ", ")
    }
}
