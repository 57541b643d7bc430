import Foundation

/// Durations, sizes, rates and values, each as short as a person wants them.
enum QuantityText {
    /// `0.42 s`, `4.2 s`, `42 s`, `1 m 12 s`, `2 h 05 m`, `3 d 04 h`.
    static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds < 1e9 else { return "a long time" }
        let seconds = max(0, seconds)
        if seconds < 0.995 { return String(format: "%.2f s", seconds) }
        if seconds < 9.95 { return String(format: "%.1f s", seconds) }
        let whole = Int(seconds.rounded())
        switch whole {
        case ..<60: return "\(whole) s"
        case ..<3_600: return "\(whole / 60) m \(twoDigits(whole % 60)) s"
        case ..<86_400: return "\(whole / 3_600) h \(twoDigits(whole % 3_600 / 60)) m"
        default: return "\(whole / 86_400) d \(twoDigits(whole % 86_400 / 3_600)) h"
        }
    }

    /// How long ago something was: `just now`, `5 minutes ago`, `1 hour ago`, `3 days ago`.
    static func age(_ seconds: Double) -> String {
        let units: [(name: String, seconds: Double)] = [("day", 86_400), ("hour", 3_600), ("minute", 60)]
        for unit in units where seconds >= unit.seconds {
            let count = Int(seconds / unit.seconds)
            return "\(count) \(unit.name)\(count == 1 ? "" : "s") ago"
        }
        return "just now"
    }

    /// `812 B`, `1.2 kB`, `18.2 MB`, `3.4 GB`; a thousand each.
    static func bytes(_ count: Int64) -> String {
        if count < 1_000 { return "\(count) B" }
        var value = Double(count) / 1_000
        for unit in ["kB", "MB", "GB"] {
            if value < 999.95 { return String(format: "%.1f ", value) + unit }
            value /= 1_000
        }
        return String(format: "%.1f TB", value)
    }

    /// `312/s`, `4.1/s`, `12/min`, `3.2/h`.
    static func rate(_ perSecond: Double) -> String {
        switch perSecond {
        case 0.95...: twoFigures(perSecond) + "/s"
        case (0.95 / 60)...: twoFigures(perSecond * 60) + "/min"
        default: twoFigures(perSecond * 3_600) + "/h"
        }
    }

    /// Four significant digits.
    static func value(_ value: Double) -> String { String(format: "%.4g", value) }

    /// `7 stages`, `1 stage`.
    static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)" + (number == 1 ? "" : "s")
    }

    private static func twoFigures(_ value: Double) -> String {
        value < 9.95 ? String(format: "%.1f", value) : String(format: "%.0f", value)
    }

    private static func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
