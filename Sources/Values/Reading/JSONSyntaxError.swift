/// The first mistake in a JSON text, with its place.
public struct JSONSyntaxError: Error, Sendable, Hashable {
    public enum Problem: Sendable, Hashable {
        case empty
        case tooLarge(bytes: Int, maximum: Int)
        case tooDeep(maximum: Int)
        case tooManyNodes(maximum: Int)
        case invalidUTF8(byte: UInt8)
        case byteOrderMark
        case unexpected(found: String, expected: Expectation)
        case unclosed(Container)
        case trailingComma(Container)
        case missingComma(Container)
        case missingColon(key: String)
        case comment
        case singleQuotes
        case unquotedKey(String)
        case wrongLiteral(found: String, meant: String?)
        case notFinite(String)
        case badNumber(String, Number)
        case unterminatedString
        case controlCharacter(UInt8)
        case badEscape(String)
        case loneSurrogate(String)
        case duplicateKey(String)
        case textAfterEnd
    }

    public enum Expectation: Sendable, Hashable {
        case value, key, keyOrEnd
        case commaOrEnd(Container)
        case colon
    }

    public enum Container: Sendable, Hashable { case array, object }

    /// What is wrong with a number.
    public enum Number: Sendable, Hashable {
        case leadingZero, leadingPlus, leadingPoint, missingFraction, missingExponent, missingDigits, tooLarge
        case notDecimal, trailingText
    }

    public let problem: Problem
    public let range: SourceRange

    /// Another place that belongs to it: where a key stood first, where an unclosed container opens.
    public let related: SourceRange?

    public init(_ problem: Problem, at range: SourceRange, related: SourceRange? = nil) {
        self.problem = problem
        self.range = range
        self.related = related
    }
}
