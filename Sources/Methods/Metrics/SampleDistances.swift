/// Distances within and between samples of vectors. A distance of two vectors is the root of their mean squared
/// difference, so that it does not grow with their length.
public enum SampleDistances {
    /// Mean distance of two different members; nil for fewer than two.
    public static func within(_ sample: [[Float]]) -> Double? {
        guard sample.count >= 2 else { return nil }
        var sum = 0.0
        for first in sample.indices {
            for second in 0..<first { sum += distance(sample[first], sample[second]) }
        }
        return sum / Double(sample.count * (sample.count - 1) / 2)
    }

    /// Mean distance of a member of one sample and a member of the other; nil where one is empty.
    public static func between(_ first: [[Float]], _ second: [[Float]]) -> Double? {
        guard !first.isEmpty, !second.isEmpty else { return nil }
        let sum = first.reduce(0) { sum, own in second.reduce(sum) { $0 + distance(own, $1) } }
        return sum / Double(first.count * second.count)
    }

    /// The energy distance of the distributions behind two samples (Székely and Rizzo, 2013),
    /// `2 E|X - Y| - E|X - X'| - E|Y - Y'|`, without bias: zero on average where both are the same, and below zero by
    /// chance. Nil where a sample has fewer than two members.
    public static func energy(_ first: [[Float]], _ second: [[Float]]) -> Double? {
        guard let own = within(first), let other = within(second), let across = between(first, second) else {
            return nil
        }
        return 2 * across - own - other
    }

    /// - Precondition: both are equally long and not empty.
    static func distance(_ first: [Float], _ second: [Float]) -> Double {
        precondition(first.count == second.count && !first.isEmpty, "vectors of one length have a distance")
        return first.withUnsafeBufferPointer { first in
            second.withUnsafeBufferPointer { second in
                var sum = 0.0
                for index in first.indices {
                    let difference = Double(first[index] - second[index])
                    sum += difference * difference
                }
                return (sum / Double(first.count)).squareRoot()
            }
        }
    }
}
