/// Finds the name that someone meant who wrote another.
public enum NearName {
    /// Longer ones are no slips of the pen, and the distance takes quadratic time.
    private static let maximumLength = 64

    /// The nearest candidate, nil when none is near: at most one slip for every three letters,
    /// or one in a shorter name of at least two.
    /// Of equally near ones the first counts.
    public static func closest(to name: String, among candidates: some Sequence<String>) -> String? {
        let written = Array(name.lowercased().unicodeScalars)
        guard !written.isEmpty, written.count <= maximumLength else { return nil }
        var best: (name: String, distance: Int)?
        for candidate in candidates where candidate != name {
            let letters = Array(candidate.lowercased().unicodeScalars)
            guard letters.count <= maximumLength else { continue }
            let length = max(written.count, letters.count)
            let allowed = length > 1 ? max(1, length / 3) : 0
            guard abs(letters.count - written.count) <= allowed else { continue }
            let distance = distance(written, letters)
            if distance <= allowed, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.name
    }

    /// Optimal string alignment: the fewest insertions, deletions, replacements and swaps of neighbours.
    static func distance(_ first: [Unicode.Scalar], _ second: [Unicode.Scalar]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...second.count)
        for row in 0..<first.count {
            var current = [row + 1]
            for column in 0..<second.count {
                let same = first[row] == second[column]
                var cost = min(last[column] + (same ? 0 : 1), last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            beforeLast = last
            last = current
        }
        return last[second.count]
    }
}
