import Foundation

/// Sizes as people say them.
enum SizeText {
    /// In powers of 1000: `865.9 M`.
    static func count(_ value: Int) -> String {
        scaled(Double(value), ["", " k", " M", " G", " T"])
    }

    /// In powers of 1000, as disks count: `1.7 GB`.
    static func bytes(_ value: Int) -> String {
        scaled(Double(value), [" bytes", " kB", " MB", " GB", " TB"])
    }

    private static func scaled(_ value: Double, _ units: [String]) -> String {
        var value = value
        var index = 0
        // What would be written as 1000.0 takes the next unit.
        while value >= 999.95, index + 1 < units.count {
            value /= 1000
            index += 1
        }
        return (index == 0 ? "\(Int(value))" : String(format: "%.1f", value)) + units[index]
    }
}
