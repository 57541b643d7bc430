import Foundation

/// Numbers as text, the same in every locale.
public enum NumberText {
    /// With so many decimals, a comma at thousands and a true minus sign.
    public static func fixed(_ value: Double, decimals: Int) -> String {
        guard value.isFinite else { return value.isNaN ? "n/a" : value < 0 ? "\u{2212}\u{221E}" : "\u{221E}" }
        let digits = String(format: "%.\(max(0, decimals))f", abs(value))
        let isNegative = value < 0 && digits.contains { $0 != "0" && $0 != "." }
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        var whole = ""
        for (index, digit) in parts[0].enumerated() {
            if index > 0, (parts[0].count - index) % 3 == 0 { whole += "," }
            whole.append(digit)
        }
        let fraction = parts.count > 1 ? "." + parts[1] : ""
        return (isNegative ? "\u{2212}" : "") + whole + fraction
    }

    /// With about so many significant digits; very large and small ones as powers of ten.
    public static func significant(_ value: Double, digits: Int = 3) -> String {
        guard value.isFinite, value != 0 else { return fixed(value, decimals: 0) }
        let exponent = Int(log10(abs(value)).rounded(.down))
        guard (-5...8).contains(exponent) else {
            let mantissa = value / pow(10, Double(exponent))
            return "\(fixed(mantissa, decimals: max(0, digits - 1))) \u{00D7} 10^\(exponent)"
        }
        return fixed(value, decimals: min(8, max(0, digits - 1 - exponent)))
    }

    /// Round numbers with as few decimals as they need.
    static func short(_ value: Double) -> String {
        for digits in 1...3 {
            let text = significant(value, digits: digits)
            if Double(text.filter { $0 != "," }) == value { return text }
        }
        return significant(value, digits: 3)
    }

    /// Value and standard error, both to the error's second digit.
    public static func withError(_ value: Double, _ standardError: Double) -> String {
        guard standardError > 0, standardError.isFinite else { return significant(value) }
        let decimals = min(8, max(0, 1 - Int(log10(standardError).rounded(.down))))
        return "\(fixed(value, decimals: decimals)) \u{00B1} \(fixed(standardError, decimals: decimals))"
    }

    /// A coordinate in a drawing.
    static func coordinate(_ value: Double) -> String {
        let text = String(format: "%.1f", value)
        return text == "-0.0" ? "0.0" : text
    }
}
