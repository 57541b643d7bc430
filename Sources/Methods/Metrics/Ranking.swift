/// How well scores put candidates into the right order.
public enum Ranking {
    /// Kendall's tau-b of two lists: 1 for the same order, -1 for the opposite; ties count in neither direction.
    /// `nil` where one list is constant.
    public static func kendallTau(_ a: [Float], _ b: [Float]) -> Double? {
        precondition(a.count == b.count, "two lists of one length")
        var (balance, tiedA, tiedB, pairs) = (0, 0, 0, 0)
        for i in a.indices {
            for j in 0..<i {
                pairs += 1
                let (x, y) = (a[i] - a[j], b[i] - b[j])
                if x == 0 { tiedA += 1 }
                if y == 0 { tiedB += 1 }
                if x != 0 && y != 0 { balance += (x > 0) == (y > 0) ? 1 : -1 }
            }
        }
        let scale = Double(pairs - tiedA) * Double(pairs - tiedB)
        return scale > 0 ? Double(balance) / scale.squareRoot() : nil
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
