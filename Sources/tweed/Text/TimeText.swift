import Foundation

/// Points in time as a person reads them.
enum TimeText {
    /// `2026-11-23 22:15:30`, in the person's time zone.
    static func local(_ seconds: Double, timeZone: TimeZone = .current) -> String {
        guard seconds.isFinite, abs(seconds) < 1e12 else { return "at no known time" }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = timeZone
        let parts = calendar.dateComponents(
            [.year, .month, .day, .hour, .minute, .second], from: Date(timeIntervalSince1970: seconds))
        func digits(_ number: Int?, _ count: Int = 2) -> String {
            let text = String(number ?? 0)
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        return "\(digits(parts.year, 4))-\(digits(parts.month))-\(digits(parts.day)) "
            + "\(digits(parts.hour)):\(digits(parts.minute)):\(digits(parts.second))"
    }
}
