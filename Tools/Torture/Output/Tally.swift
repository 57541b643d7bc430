/// How often each of some things happened.
struct Tally {
    private var counts: [String: Int] = [:]

    mutating func add(_ name: String) { counts[name, default: 0] += 1 }

    var total: Int { counts.values.reduce(0, +) }

    /// `append 12, rename 30`
    var text: String {
        counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    }
}
