/// A mean with its standard error over independent items (here: prompts).
public struct MeanEstimate: Sendable, Hashable, Codable {
    public let mean: Double
    public let standardError: Double
    public let count: Int

    /// Standard error from the sample variance; 0 for fewer than two items.
    public init(_ values: [Double]) {
        count = values.count
        let mean = values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
        self.mean = mean
        if values.count < 2 {
            standardError = 0
        } else {
            let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            standardError = (squares / Double(values.count - 1) / Double(values.count)).squareRoot()
        }
    }
}
