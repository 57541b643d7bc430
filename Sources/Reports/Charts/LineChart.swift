/// Lines over a common axis, as a numbered figure; each line has its name at its end.
public struct LineChart: ReportBlock {
    /// How uncertainty is shown.
    public enum ErrorStyle: Sendable {
        case bars, band
    }

    /// A dotted horizontal line to compare with.
    public struct Reference: Sendable {
        public var name: String
        public var y: Double

        public init(_ name: String, y: Double) {
            self.name = name
            self.y = y
        }
    }

    public var series: [Series]
    public var references: [Reference]
    public var xLabel: String
    public var yLabel: String
    public var caption: String
    public var xScale: AxisScale
    public var errorStyle: ErrorStyle
    /// Whether the vertical axis begins at zero.
    public var includesZero: Bool
    /// The range of the vertical axis, nil to fit the data; what lies outside is cut off.
    public var yRange: ClosedRange<Double>?
    /// Uncertainty is drawn this many standard errors to both sides; 1.96 makes 95 % intervals.
    public var interval: Double

    public init(
        series: [Series], references: [Reference] = [], xLabel: String, yLabel: String, caption: String = "",
        xScale: AxisScale = .linear, errorStyle: ErrorStyle = .bars, includesZero: Bool = false,
        yRange: ClosedRange<Double>? = nil, interval: Double = 1.96
    ) {
        self.series = series
        self.references = references
        self.xLabel = xLabel
        self.yLabel = yLabel
        self.caption = caption
        self.xScale = xScale
        self.errorStyle = errorStyle
        self.includesZero = includesZero
        self.yRange = yRange
        self.interval = interval
    }

    public func html(_ context: inout ReportContext) -> String {
        let drawing = LineDrawing(self)
        let hasErrors = drawing.series.contains { $0.points.contains { $0.standardError != nil } }
        let note = hasErrors ? Self.note(style: errorStyle, interval: interval) : ""
        let contents = drawing.legend + "<div class=\"scroll\">\(drawing.svg)</div>\n\(data(hasErrors))"
        return context.figure(contents, caption: caption, note: note, kind: "chart")
    }

    private static func note(style: ErrorStyle, interval: Double) -> String {
        let what = style == .bars ? "Bars" : "Bands"
        return interval == 1.96
            ? "\(what) show 95 % intervals."
            : "\(what) show \u{00B1} \(NumberText.significant(interval, digits: 2)) standard errors."
    }

    /// The numbers behind the lines, folded away.
    private func data(_ hasErrors: Bool) -> String {
        var rows: [[Table.Cell]] = []
        for series in series {
            for point in series.points {
                let error = point.standardError.map { NumberText.significant($0, digits: 2) } ?? ""
                let cells =
                    [series.name, NumberText.significant(point.x, digits: 4)]
                    + [NumberText.significant(point.y, digits: 4)] + (hasErrors ? [error] : [])
                rows.append(cells.map { Table.Cell($0) })
            }
        }
        let columns: [Table.Column] =
            ["Series", .number(xLabel), .number(yLabel)] + (hasErrors ? [.number("standard error")] : [])
        let table = Table(columns: columns, rows: rows, caption: "")
        return "<details><summary>Numbers</summary><div class=\"scroll\"><table>\n\(table.contents)"
            + "</table></div></details>"
    }
}
