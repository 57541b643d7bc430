import Values

/// Budgets in multiply-accumulates, as people write them: `40 GMAC`, `1.5 TMAC`, `2000000`.
public enum MACBudget {
    private static let scales: [(unit: String, factor: Double)] = [
        ("PMAC", 1e15), ("TMAC", 1e12), ("GMAC", 1e9), ("MMAC", 1e6), ("kMAC", 1e3), ("MAC", 1),
    ]

    /// Beyond 2^53 counts are no longer exact, and no one can spend them.
    private static let maximum = 9_007_199_254_740_992.0

    /// - Returns: a whole number of at least 1, nil for anything else.
    public static func parse(_ text: String) -> Int? {
        let trimmed = text.drop { $0 == " " }
        let digits = trimmed.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard let first = digits.first, first != ".", digits.last != ".",
            let amount = Double(String(digits))
        else { return nil }
        var unit = String(trimmed[digits.endIndex...].drop { $0 == " " })
        while unit.last == " " { unit.removeLast() }
        if unit.isEmpty { return whole(amount) }
        guard let scale = scales.first(where: { unit == $0.unit || unit == $0.unit + "s" }) else {
            return nil
        }
        return whole(amount * scale.factor)
    }

    /// A number from a recipe.
    public static func whole(_ amount: Double) -> Int? {
        // 1.1 TMAC is 1100000000000.0002 in floating point; nearest is what was meant.
        let rounded = amount.rounded()
        guard rounded >= 1, rounded <= maximum, abs(amount - rounded) <= rounded * 1e-12 else { return nil }
        return Int(rounded)
    }

    /// The shortest text that says the same number, such as `40 GMAC`.
    public static func text(_ count: Int) -> String {
        for scale in scales where Double(count) >= scale.factor {
            let text = "\(NumberText.text(Double(count) / scale.factor)) \(scale.unit)"
            if parse(text) == count { return text }
        }
        return "\(count) MAC"
    }
}
