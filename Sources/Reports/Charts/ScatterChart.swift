/// Points with their names, as a numbered figure; points of one group have one colour and are joined in their order.
public struct ScatterChart: ReportBlock {
    public struct Point: Sendable {
        public var name: String
        /// Nil for a point that stands alone.
        public var group: String?
        public var x: Double
        public var y: Double
        /// Of `y`; nil where it is not known.
        public var standardError: Double?

        public init(
            _ name: String, group: String? = nil, x: Double, y: Double, standardError: Double? = nil
        ) {
            self.name = name
            self.group = group
            self.x = x
            self.y = y
            self.standardError = standardError
        }
    }

    public var points: [Point]
    public var xLabel: String
    public var yLabel: String
    public var caption: String
    public var xScale: AxisScale
    /// Uncertainty is drawn this many standard errors to both sides.
    public var interval: Double

    public init(
        points: [Point], xLabel: String, yLabel: String, caption: String = "", xScale: AxisScale = .linear,
        interval: Double = 1
    ) {
        self.points = points
        self.xLabel = xLabel
        self.yLabel = yLabel
        self.caption = caption
        self.xScale = xScale
        self.interval = interval
    }

    public func html(_ context: inout ReportContext) -> String {
        let note =
            points.contains { $0.standardError != nil }
            ? "Bars show \u{00B1} \(NumberText.significant(interval, digits: 2)) standard "
                + (interval == 1 ? "error." : "errors.")
            : ""
        return context.figure(
            "<div class=\"scroll\">\(ScatterDrawing(self).svg)</div>", caption: caption, note: note,
            kind: "chart")
    }
}
