import Values

/// The first mistake in a YAML text, with its place.
public struct YAMLSyntaxError: Error, Sendable, Hashable {
    public enum Problem: Sendable, Hashable {
        case empty
        case tooLarge(bytes: Int, maximum: Int)
        case tooDeep(maximum: Int)
        case tooManyNodes(maximum: Int)
        case invalidUTF8(byte: UInt8)
        case severalDocuments
        case tag(String)
        case unknownAlias(String)
        case aliasInsideItself(String)
        case keyIsNoScalar
        case mergeKey
        case duplicateKey(String)
        case notFinite(String)
        case numberTooLarge(String)
        case tabIndent
        case reservedCharacter(Character)
        /// In the words of the library.
        case grammar(String)
    }

    public let problem: Problem
    public let range: SourceRange

    /// Where a duplicate key stood first.
    public let related: SourceRange?

    public init(_ problem: Problem, at range: SourceRange, related: SourceRange? = nil) {
        self.problem = problem
        self.range = range
        self.related = related
    }
}

extension YAMLSyntaxError: CustomStringConvertible {
    /// `name:line:column: message`
    public var description: String { "\(range): \(message)" }

    /// What was found and what to do about it, in words for a person.
    public var message: String {
        switch problem {
        case .empty: "the text is empty; expected a recipe"
        case .tooLarge(let bytes, let maximum): "the text has \(bytes) bytes; at most \(maximum) are read"
        case .tooDeep(let maximum): "nested more than \(maximum) levels deep"
        case .tooManyNodes(let maximum):
            "with its aliases written out the text has more than \(maximum) values"
        case .invalidUTF8(let byte):
            "byte 0x\(String(byte, radix: 16, uppercase: true)) is not UTF-8; save the file as UTF-8"
        case .severalDocuments: "a recipe is one document; a second one starts here"
        case .tag(let tag): "the tag \(tag) has no meaning in a recipe; remove it"
        case .unknownAlias(let name): "the alias *\(name) has no anchor &\(name) before it"
        case .aliasInsideItself(let name): "the alias *\(name) stands inside of its own anchor"
        case .keyIsNoScalar: "a key must be plain text"
        case .mergeKey:
            "merge keys (<<) are not part of YAML 1.2; use \"extends\" or an alias for the whole value"
        case .duplicateKey(let key): "the key \"\(key)\" stands here for the second time"
        case .notFinite(let text): "\(text) is no number that a recipe can use; a number must be finite"
        case .numberTooLarge(let text): "\(text) is beyond the range of 64-bit floating point"
        case .tabIndent: "YAML does not allow tabs for indentation; use spaces"
        case .reservedCharacter(let character): "no plain value starts with \(character); put it in quotes"
        case .grammar(let words): Self.plainWords[words] ?? "this is not YAML: \(words)"
        }
    }

    /// The library's commonest complaints in words that tell what to do.
    private static let plainWords = [
        "mapping values are not allowed in this context":
            "a \":\" is not expected here; keys of one mapping start in the same column, and a value that holds \": \" stands in quotes",
        "did not find expected key":
            "expected a key; keys of one mapping start in the same column",
        "did not find expected '-' indicator":
            "expected \"- \"; elements of one list start in the same column",
        "could not find expected ':'": "a \":\" is missing after this key",
        "did not find expected ',' or ']'": "expected \",\" or \"]\"",
        "did not find expected ',' or '}'": "expected \",\" or \"}\"",
        "found unexpected end of stream": "a quote is not closed before the end of the file",
        "did not find expected <document start>": "the document has ended, but more text follows",
        "control characters are not allowed": "control characters are not allowed",
    ]
}
