import ArgumentParser

/// Numbers between commas, such as `0.4,0.4,0.5`, or a range of them, `400:4000:200`: first, last and distance.
struct NumberList: ExpressibleByArgument, Equatable {
    var values: [Double]

    /// More than any list on a command line needs.
    private static let maximumCount = 10_000

    init(_ values: [Double]) { self.values = values }

    init?(argument: String) {
        let range = argument.split(separator: ":", omittingEmptySubsequences: false)
        if range.count > 1 {
            let numbers = range.compactMap(Self.number)
            guard range.count == 3, numbers.count == 3, numbers[2] > 0, numbers[0] <= numbers[1] else {
                return nil
            }
            // A last number that is reached but for rounding belongs to the range.
            let count = ((numbers[1] - numbers[0]) / numbers[2] + 1e-9).rounded(.down)
            guard count < Double(Self.maximumCount) else { return nil }
            values = (0...Int(count)).map { numbers[0] + Double($0) * numbers[2] }
            return
        }
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
        values = parts.compactMap(Self.number)
        guard values.count == parts.count, parts.count <= Self.maximumCount else { return nil }
    }

    private static func number(_ text: Substring) -> Double? {
        guard let value = Double(text), value.isFinite else { return nil }
        return value
    }

    var defaultValueDescription: String {
        values.map { $0 == $0.rounded() ? "\(Int($0))" : "\($0)" }.joined(separator: ",")
    }
}

/// Steps between commas, such as `2,6,11`; nothing for none.
struct StepList: ExpressibleByArgument, Equatable {
    var values: [Int]

    init(_ values: [Int]) { self.values = values }

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
        values = parts.compactMap { Int($0) }
        guard values.count == parts.count else { return nil }
    }

    var defaultValueDescription: String { values.map(String.init).joined(separator: ",") }
}
