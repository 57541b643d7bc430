/// Finds the name that somebody may have meant.
public enum NearNames {
    /// Longer names are compared by their ends alone, and of many names only the first: the work is bounded, since names
    /// come from files.
    static let maximumLength = 200
    static let maximumCandidates = 4000

    /// The nearest of the candidates, if it is near at all: one with other parts in front, such as `model.` before all
    /// names of a checkpoint, or one that differs in a quarter of its letters at most.
    public static func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
        let letters = Array(name.utf8.prefix(maximumLength))
        let limit = max(letters.count / 4, 1)
        var best: (name: String, distance: Int)?
        for candidate in candidates.prefix(maximumCandidates) where candidate != name {
            if candidate.hasSuffix("." + name) || name.hasSuffix("." + candidate) { return candidate }
            let bound = min(limit, (best?.distance ?? Int.max) - 1)
            guard bound >= 0, abs(candidate.utf8.count - name.utf8.count) <= bound else { continue }
            let distance = distance(letters, Array(candidate.utf8.prefix(maximumLength)))
            if distance <= bound { best = (candidate, distance) }
        }
        return best?.name
    }

    /// How many letters must be changed, added or left out (V. I. Levenshtein, 1966).
    static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var previous = Array(0...right.count)
        var current = previous
        for (row, a) in left.enumerated() {
            current[0] = row + 1
            for (column, b) in right.enumerated() {
                current[column + 1] = min(
                    previous[column] + (a == b ? 0 : 1), previous[column + 1] + 1, current[column] + 1)
            }
            swap(&previous, &current)
        }
        return previous[right.count]
    }
}
