/// Horizontal bars with their values, as a numbered figure.
public struct BarChart: ReportBlock {
    public struct Bar: Sendable {
        public var name: String
        public var value: Double
        /// Nil where it is not known.
        public var standardError: Double?
        /// Drawn in colour, where the others are gray.
        public var isEmphasized: Bool

        public init(_ name: String, _ value: Double, standardError: Double? = nil, isEmphasized: Bool = false)
        {
            self.name = name
            self.value = value
            self.standardError = standardError
            self.isEmphasized = isEmphasized
        }
    }

    public var bars: [Bar]
    public var valueLabel: String
    public var caption: String
    /// Uncertainty is drawn this many standard errors to both sides; 1.96 makes 95 % intervals.
    public var interval: Double

    public init(bars: [Bar], valueLabel: String, caption: String = "", interval: Double = 1.96) {
        self.bars = bars
        self.valueLabel = valueLabel
        self.caption = caption
        self.interval = interval
    }

    public func html(_ context: inout ReportContext) -> String {
        let hasErrors = bars.contains { $0.standardError != nil }
        let note =
            !hasErrors
            ? ""
            : interval == 1.96
                ? "Whiskers show 95 % intervals."
                : "Whiskers show \u{00B1} \(NumberText.significant(interval, digits: 2)) standard errors."
        return context.figure(
            "<div class=\"scroll\">\(BarDrawing(self).svg)</div>", caption: caption, note: note, kind: "chart"
        )
    }
}
