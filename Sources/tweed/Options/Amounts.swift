import ArgumentParser

/// A size as a person writes it: `10GB`, `512 MB`, `1.5GiB`, `800kB`, `4096`.
struct ByteAmount: ExpressibleByArgument, Equatable {
    var bytes: Int64

    private static let units: [String: Double] = [
        "": 1, "b": 1, "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12, "k": 1e3, "m": 1e6, "g": 1e9, "t": 1e12,
        "kib": 1024, "mib": 1_048_576, "gib": 1_073_741_824, "tib": 1_099_511_627_776,
    ]

    init?(argument: String) {
        guard let amount = Amount(argument, units: Self.units), amount.value < 9e18 else { return nil }
        bytes = Int64(amount.value)
    }
}

/// A time as a person writes it: `30d`, `12h`, `90 min`, `45s`, `2w`.
struct TimeAmount: ExpressibleByArgument, Equatable {
    var seconds: Double

    private static let units: [String: Double] = [
        "s": 1, "m": 60, "min": 60, "h": 3_600, "d": 86_400, "w": 604_800,
    ]

    init?(argument: String) {
        guard let amount = Amount(argument, units: Self.units) else { return nil }
        seconds = amount.value
    }
}

/// A number that is not negative, and a unit.
private struct Amount {
    var value: Double

    init?(_ text: String, units: [String: Double]) {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let unit = text.dropFirst(digits.count).drop { $0 == " " }.lowercased()
        guard let number = Double(digits), number.isFinite, let factor = units[unit] else { return nil }
        value = number * factor
    }
}
