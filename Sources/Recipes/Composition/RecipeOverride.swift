import Values

/// `--set path=value`: replaces one value of a recipe.
///
/// The value is JSON where it reads as such, otherwise text; the path has names and list indices, as in
/// `stages.search.with.keep[0]`.
struct RecipeOverride {
    enum Step {
        case name(String)
        case index(Int)
    }

    let steps: [Step]
    let value: SourceNode
    let source: SourceText

    /// - Parameter argument: what stands after `--set`.
    init(_ argument: String) throws(RecipeDiagnostic.Failure) {
        source = SourceText(name: "--set", text: argument)
        let whole = SourceRange(source, 0..<source.bytes.count)
        guard source.bytes.count <= JSONReader.Limits.standard.maximumBytes,
            let equals = argument.utf8.firstIndex(of: UInt8(ascii: "=")),
            let steps = Self.steps(argument[..<equals])
        else { throw .init(.malformedOverride, at: whole) }
        self.steps = steps
        let valueText = argument[argument.utf8.index(after: equals)...]
        value = try Self.value(valueText, in: source)
    }

    private static func steps(_ path: Substring) -> [Step]? {
        var steps: [Step] = []
        for part in path.split(separator: ".", omittingEmptySubsequences: false) {
            let pieces = part.split(separator: "[", omittingEmptySubsequences: false)
            guard let name = pieces.first, !name.isEmpty else { return nil }
            steps.append(.name(String(name)))
            for piece in pieces.dropFirst() {
                guard piece.last == "]", let index = Int(piece.dropLast()), index >= 0 else { return nil }
                steps.append(.index(index))
            }
        }
        return steps.count <= JSONReader.Limits.standard.maximumDepth ? steps : nil
    }

    private static func value(
        _ text: Substring, in source: SourceText
    ) throws(RecipeDiagnostic.Failure) -> SourceNode {
        let start = source.bytes.count - text.utf8.count
        // Blanks in place of the path keep the offsets of the argument.
        let padded = SourceText(
            name: source.name, bytes: Array(repeating: 0x20, count: start) + Array(text.utf8))
        do {
            return try JSONReader.read(padded).placed(in: source)
        } catch {
            if let first = text.first, "{[\"".contains(first) {
                throw .init(.json(error), at: SourceRange(source, error.range.offsets))
            }
            return SourceNode(.string(String(text)), at: SourceRange(source, start..<source.bytes.count))
        }
    }
}

extension SourceNode {
    /// The same tree with the same offsets in another text.
    fileprivate func placed(in source: SourceText) -> SourceNode {
        let range = SourceRange(source, range.offsets)
        switch content {
        case .array(let elements):
            return SourceNode(.array(elements.map { $0.placed(in: source) }), at: range)
        case .object(let object):
            var placed = SourceObject()
            for member in object.members {
                placed.set(
                    member.key, at: SourceRange(source, member.keyRange.offsets),
                    to: member.value.placed(in: source))
            }
            return SourceNode(.object(placed), at: range)
        default: return SourceNode(content, at: range)
        }
    }

    /// Every string in the tree.
    var strings: [String] {
        switch content {
        case .string(let text): [text]
        case .array(let elements): elements.flatMap(\.strings)
        case .object(let object): object.members.flatMap(\.value.strings)
        default: []
        }
    }
}
