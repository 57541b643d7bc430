/// Which prompts of a matrix are meant: `even`, `odd`, or `FROM:TO` (from 0, `TO` not among them).
public struct PromptSelection: Sendable, Hashable, CustomStringConvertible {
    public let description: String

    public init(_ text: String) { description = text }

    /// Indices below `count`, ascending.
    public func prompts(of count: Int) throws(TuningError) -> [Int] {
        let chosen: [Int]
        switch description {
        case "even": chosen = Array(stride(from: 0, to: count, by: 2))
        case "odd": chosen = Array(stride(from: 1, to: count, by: 2))
        default:
            let ends = description.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
            guard ends.count == 2, let from = ends[0], let to = ends[1] else {
                throw .selection(description, reason: "it is none of the three forms")
            }
            guard from >= 0, from < to, to <= count else {
                throw .selection(description, reason: "the matrix has the prompts 0 to \(count - 1)")
            }
            chosen = Array(from..<to)
        }
        guard !chosen.isEmpty else {
            throw .selection(description, reason: "the matrix has \(count) prompts")
        }
        return chosen
    }
}
