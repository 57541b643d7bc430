/// How well scores put candidates into the right order.
public enum Ranking {
    /// Kendall's tau-b of two lists: 1 for the same order, -1 for the opposite; ties count in neither direction.
    /// `nil` where one list is constant.
    public static func kendallTau(_ a: [Float], _ b: [Float]) -> Double? {
        precondition(a.count == b.count, "two lists of one length")
        let count = a.count
        let pairs = count * (count - 1) / 2
        // Knight's way, in n log n: ordered by a and, where that is equal, by b, as many pairs are in the wrong order as
        // sorting b takes exchanges of neighbours.
        var keys = a.indices.map { UInt64(ascendingBits(a[$0])) << 32 | UInt64(ascendingBits(b[$0])) }
        keys.sort()
        let (tiedA, tiedBoth) = (tiedPairs(keys) { $0 >> 32 }, tiedPairs(keys) { $0 })
        var second = keys.map { UInt32(truncatingIfNeeded: $0) }
        let wrong = exchanges(sorting: &second)
        let tiedB = tiedPairs(second) { UInt64($0) }
        let balance = pairs - tiedA - tiedB + tiedBoth - 2 * wrong
        let scale = Double(pairs - tiedA) * Double(pairs - tiedB)
        return scale > 0 ? Double(balance) / scale.squareRoot() : nil
    }

    /// Bits that are in the order of the values; NaN lies at one end or the other.
    public static func ascendingBits(_ value: Float) -> UInt32 {
        // Both zeros are one value.
        let bits = (value + 0).bitPattern
        return bits >> 31 == 0 ? bits | 0x8000_0000 : ~bits
    }

    /// Pairs of equal elements in a sorted list.
    private static func tiedPairs<Element>(_ sorted: [Element], _ value: (Element) -> UInt64) -> Int {
        var (pairs, run) = (0, 0)
        for index in sorted.indices.dropFirst() {
            run = value(sorted[index]) == value(sorted[index - 1]) ? run + 1 : 0
            pairs += run
        }
        return pairs
    }

    /// Sorts by merging and counts the pairs that were in the wrong order.
    private static func exchanges(sorting values: inout [UInt32]) -> Int {
        var (count, width, other) = (0, 1, values)
        while width < values.count {
            for start in stride(from: 0, to: values.count, by: 2 * width) {
                let middle = min(start + width, values.count)
                let end = min(start + 2 * width, values.count)
                var (left, right) = (start, middle)
                for place in start..<end {
                    if right == end || (left < middle && values[left] <= values[right]) {
                        other[place] = values[left]
                        left += 1
                    } else {
                        other[place] = values[right]
                        right += 1
                        count += middle - left
                    }
                }
            }
            swap(&values, &other)
            width *= 2
        }
        return count
    }

    /// Probability that a right candidate scores above a wrong one, ties counted half: the area under the ROC
    /// curve. `nil` where there are no right or no wrong ones.
    public static func areaUnderCurve(_ scores: [Float], isRight: [Bool]) -> Double? {
        precondition(scores.count == isRight.count, "two lists of one length")
        var (wins, pairs) = (0.0, 0)
        for i in scores.indices where isRight[i] {
            for j in scores.indices where !isRight[j] {
                pairs += 1
                wins += scores[i] > scores[j] ? 1 : (scores[i] == scores[j] ? 0.5 : 0)
            }
        }
        return pairs > 0 ? wins / Double(pairs) : nil
    }

    /// Whether the candidate with the best score is the one with the best final value (the share of this over
    /// prompts is the top-selection accuracy).
    public static func selectsTop(_ scores: [Float], final: [Float]) -> Bool {
        guard let best = final.max(), let chosen = argmax(scores) else { return false }
        return final[chosen] == best
    }

    /// Index of the greatest value, the first among equals; NaN never wins.
    public static func argmax(_ values: [Float]) -> Int? {
        var best: Int?
        for index in values.indices where !values[index].isNaN {
            if best == nil || values[index] > values[best!] { best = index }
        }
        return best
    }

    /// Indices from the greatest value to the least, equal values in their own order; NaN comes last.
    public static func descending<Value: FloatingPoint>(_ values: [Value]) -> [Int] {
        values.indices.sorted { left, right in
            let (a, b) = (values[left], values[right])
            if a.isNaN || b.isNaN { return a.isNaN == b.isNaN ? left < right : b.isNaN }
            return a != b ? a > b : left < right
        }
    }

    /// Ranks within a list, scaled to [0, 1], equal values sharing their mean rank.
    public static func normalizedRanks(_ values: [Float]) -> [Float] {
        let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
        var ranks = Array(repeating: Float(0), count: values.count)
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
            let rank = Float(start + end - 1) / 2 / Float(max(values.count - 1, 1))
            for position in start..<end { ranks[order[position]] = rank }
            start = end
        }
        return ranks
    }
}
