import Values

/// Gathers mistakes; the same one found again, as each stage of a matrix does, counts once.
struct DiagnosticCollector {
    static let maximum = 100

    private var diagnostics: [RecipeDiagnostic] = []
    private var seen: Set<Place> = []
    private var sources: [ObjectIdentifier: Int] = [:]

    private struct Place: Hashable {
        let source: ObjectIdentifier?
        let offsets: Range<Int>?
        let problem: RecipeProblem
    }

    var isEmpty: Bool { diagnostics.isEmpty }

    /// Whether more mistakes would not be shown.
    var isFull: Bool { diagnostics.count > Self.maximum }

    mutating func add(_ problem: RecipeProblem, at range: SourceRange?, notes: [RecipeDiagnostic.Note] = []) {
        let source = range.map { ObjectIdentifier($0.source) }
        guard diagnostics.count <= Self.maximum,
            seen.insert(Place(source: source, offsets: range?.offsets, problem: problem)).inserted
        else { return }
        if let source, sources[source] == nil { sources[source] = sources.count }
        let isLast = diagnostics.count == Self.maximum
        diagnostics.append(
            RecipeDiagnostic(
                isLast ? .tooManyProblems(maximum: Self.maximum) : problem, at: range,
                notes: isLast ? [] : notes))
    }

    /// File by file, from the top down; the remark that there are more comes last.
    var sorted: [RecipeDiagnostic] {
        let body = diagnostics.prefix(Self.maximum).enumerated().sorted { first, second in
            key(first) < key(second)
        }
        return body.map(\.element) + diagnostics.dropFirst(Self.maximum)
    }

    private func key(_ item: (offset: Int, element: RecipeDiagnostic)) -> (Int, Int, Int) {
        guard let range = item.element.range else { return (-1, 0, item.offset) }
        return (sources[ObjectIdentifier(range.source)] ?? 0, range.offsets.lowerBound, item.offset)
    }
}
