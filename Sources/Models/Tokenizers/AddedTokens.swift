/// Tokens that are found in a text as they stand, before it is cut into words: the special tokens and what a file adds
/// to them.
///
/// As in the library "tokenizers": those that are not normalised are looked for first, in the text as given; the others
/// in what is left, after it was normalised as they are. Where several fit, the first in the text and of those the
/// longest is taken.
struct AddedTokens: Sendable {
    /// A part of a text.
    enum Part {
        case token(Int32)
        case text([Unicode.Scalar])
    }

    /// One token and how it is looked for.
    struct Token: Hashable, Sendable {
        let content: String
        let id: Int32
        let isNormalized: Bool
    }

    private typealias Patterns = [Unicode.Scalar: [(scalars: [Unicode.Scalar], id: Int32)]]

    private let plain: Patterns
    private let normalized: Patterns
    private let normalize: @Sendable ([Unicode.Scalar]) -> [Unicode.Scalar]

    /// - Parameter tokens: of several with the same content, the last counts.
    init(_ tokens: [Token], normalize: @escaping @Sendable ([Unicode.Scalar]) -> [Unicode.Scalar]) {
        var latest: [ExactText: Token] = [:]
        for token in tokens { latest[ExactText(token.content)] = token }
        func patterns(_ isNormalized: Bool) -> Patterns {
            var patterns: Patterns = [:]
            for token in latest.values where token.isNormalized == isNormalized {
                var scalars = Array(token.content.unicodeScalars)
                if isNormalized { scalars = normalize(scalars) }
                if let first = scalars.first { patterns[first, default: []].append((scalars, token.id)) }
            }
            return patterns.mapValues { candidates in
                candidates.sorted { ($0.scalars.count, $1.id) > ($1.scalars.count, $0.id) }
            }
        }
        plain = patterns(false)
        normalized = patterns(true)
        self.normalize = normalize
    }

    /// The tokens in a text, and the normalised texts between them.
    func split(_ text: String) -> [Part] {
        var parts: [Part] = []
        for part in Self.split(Array(text.unicodeScalars), at: plain) {
            switch part {
            case .token: parts.append(part)
            case .text(let scalars): parts += Self.split(normalize(scalars), at: normalized)
            }
        }
        return parts
    }

    private static func split(_ text: [Unicode.Scalar], at patterns: Patterns) -> [Part] {
        guard !patterns.isEmpty else { return [.text(text)] }
        var parts: [Part] = []
        var (start, index) = (0, 0)
        while index < text.count {
            let found = patterns[text[index]]?.first { text[index...].starts(with: $0.scalars) }
            guard let found else {
                index += 1
                continue
            }
            if start < index { parts.append(.text(Array(text[start..<index]))) }
            parts.append(.token(found.id))
            index += found.scalars.count
            start = index
        }
        if start < text.count { parts.append(.text(Array(text[start...]))) }
        return parts
    }
}
