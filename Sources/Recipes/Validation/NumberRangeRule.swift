/// A number lies in the range of its parameter.
enum NumberRangeRule {
    static func holds(
        _ value: Double, _ range: ClosedRange<Double>, excludesLower: Bool, excludesUpper: Bool
    ) -> Bool {
        guard range.contains(value) else { return false }
        return !(excludesLower && value == range.lowerBound) && !(excludesUpper && value == range.upperBound)
    }
}
