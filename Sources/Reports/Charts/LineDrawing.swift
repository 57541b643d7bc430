/// The drawing of a line chart.
struct LineDrawing: SVGDrawing {
    /// Lines with the points that can be drawn.
    let series: [Series]
    private let chart: LineChart
    private let horizontal: Axis
    private let vertical: Axis
    /// Names stand at the ends of the lines when they are short enough, else in a legend above.
    private let namesAtEnds: Bool

    private static let width = 800.0
    private static let height = 420.0
    private static let top = 34.0
    private static let bottom = 372.0
    private let left: Double
    private let right: Double

    init(_ chart: LineChart) {
        self.chart = chart
        series = chart.series.map { series in
            Series(
                series.name,
                points: series.points.filter {
                    $0.x.isFinite && $0.y.isFinite && (chart.xScale == .linear || $0.x > 0)
                }.sorted { $0.x < $1.x })
        }
        let points = series.flatMap(\.points)
        horizontal = Axis(points.map(\.x), scale: chart.xScale, isWidened: false, count: 7)
        let values = points.flatMap { point in
            let error = chart.interval * (point.standardError ?? 0)
            return [point.y - error, point.y + error]
        }
        vertical = Axis(
            chart.yRange.map { [$0.lowerBound, $0.upperBound] } ?? values + chart.references.map(\.y),
            scale: .linear, isWidened: chart.yRange == nil, includesZero: chart.includesZero, count: 5)
        let longest = series.map(\.name.count).max() ?? 0
        namesAtEnds = longest <= 26 && series.count <= 8
        let axis = vertical
        let ticks = axis.ticks.map { axis.label($0).count }.max() ?? 1
        left = 14 + 7.6 * Double(ticks)
        right = Self.width - (namesAtEnds ? 22 + 7.4 * Double(longest) : 14)
    }

    /// A little inside of the left edge, so that no dot sits on the labels of the other axis.
    private func x(_ value: Double) -> Double {
        left + 12 + horizontal.position(value) * (right - left - 12)
    }

    private func y(_ value: Double) -> Double {
        Self.bottom - min(1, max(0, vertical.position(value))) * (Self.bottom - Self.top)
    }

    /// The colours are six; the seventh line has the first again, dashed, and so on.
    private static func classes(_ index: Int) -> String {
        "c\(index % 6 + 1)" + (index >= 6 ? " dashed" : "")
    }

    /// A list of names and colours; empty when the names stand at the lines.
    var legend: String {
        guard !namesAtEnds else { return "" }
        let items = series.enumerated().map { index, series in
            "<li class=\"\(Self.classes(index))\">\(series.name.escapedForHTML)</li>"
        }
        return "<ul class=\"legend\">\(items.joined())</ul>\n"
    }

    var svg: String {
        let label = "\(chart.yLabel) against \(chart.xLabel): \(series.map(\.name).joined(separator: ", "))"
        var parts = axes + references
        for (index, series) in series.enumerated() where !series.points.isEmpty {
            let body = uncertainty(series) + line(series, isDashed: index >= 6) + marks(series)
            parts.append("<g class=\"c\(index % 6 + 1)\">\(body.joined())</g>")
        }
        if namesAtEnds { parts += names }
        if series.allSatisfy(\.points.isEmpty) {
            parts.append(text("no data", (left + right) / 2, (Self.top + Self.bottom) / 2, anchor: "middle"))
        }
        return """
            <svg viewBox="0 0 \(Int(Self.width)) \(Int(Self.height))" role="img" \
            aria-label="\(label.escapedForHTML)">
            \(parts.joined(separator: "\n"))
            </svg>
            """
    }

    private var axes: [String] {
        var parts = vertical.ticks.flatMap { tick in
            [
                line(left, y(tick), right, y(tick), kind: "grid"),
                text(vertical.label(tick), left - 8, y(tick) + 4.5, anchor: "end"),
            ]
        }
        parts += horizontal.ticks.flatMap { tick in
            [
                line(x(tick), Self.bottom, x(tick), Self.bottom + 5, kind: "axis"),
                text(horizontal.label(tick), x(tick), Self.bottom + 20, anchor: "middle"),
            ]
        }
        parts.append(line(left, Self.bottom, right, Self.bottom, kind: "axis"))
        parts.append(text(chart.yLabel, 0, 14, kind: "title"))
        parts.append(text(chart.xLabel, right, Self.bottom + 42, anchor: "end", kind: "title"))
        return parts
    }

    private var references: [String] {
        chart.references.filter(\.y.isFinite).flatMap { reference in
            [
                line(left, y(reference.y), right, y(reference.y), kind: "reference"),
                text(reference.name, left + 6, y(reference.y) - 6),
            ]
        }
    }

    private func line(_ series: Series, isDashed: Bool) -> [String] {
        let points = series.points.map {
            "\(NumberText.coordinate(x($0.x))),\(NumberText.coordinate(y($0.y)))"
        }
        let kind = isDashed ? "line dashed" : "line"
        return ["<polyline class=\"\(kind)\" points=\"\(points.joined(separator: " "))\"/>"]
    }

    /// Dots, when there are few enough to tell apart.
    private func marks(_ series: Series) -> [String] {
        guard series.points.count <= 40 else { return [] }
        return series.points.map { point in
            let title =
                "\(series.name): \(NumberText.significant(point.x, digits: 4)), "
                + (point.standardError.map { NumberText.withError(point.y, $0) }
                    ?? NumberText.significant(point.y, digits: 4))
            return "<circle class=\"mark\" cx=\"\(NumberText.coordinate(x(point.x)))\" "
                + "cy=\"\(NumberText.coordinate(y(point.y)))\" r=\"4\"><title>\(title.escapedForHTML)</title>"
                + "</circle>"
        }
    }

    private func uncertainty(_ series: Series) -> [String] {
        let points = series.points.compactMap { point in
            point.standardError.map {
                (x(point.x), y(point.y - chart.interval * $0), y(point.y + chart.interval * $0))
            }
        }.filter { $0.1.isFinite && $0.2.isFinite }
        switch chart.errorStyle {
        case .bars:
            return points.map { x, low, high in line(x, low, x, high, kind: "error") }
        case .band:
            guard points.count > 1 else { return [] }
            let outline = points.map { ($0.0, $0.2) } + points.reversed().map { ($0.0, $0.1) }
            let corners = outline.map { "\(NumberText.coordinate($0)),\(NumberText.coordinate($1))" }
            return ["<polygon class=\"band\" points=\"\(corners.joined(separator: " "))\"/>"]
        }
    }

    /// Each name at the end of its line, moved apart where lines end close to each other.
    private var names: [String] {
        let gap = 17.0
        var labels = series.enumerated().compactMap { index, series in
            series.points.last.map { (index: index, x: x($0.x), y: y($0.y)) }
        }.sorted { ($0.y, $0.index) < ($1.y, $1.index) }
        for index in labels.indices.dropFirst() {
            labels[index].y = max(labels[index].y, labels[index - 1].y + gap)
        }
        // What was pushed below the axis moves up again.
        var limit = Self.bottom + 4
        for index in labels.indices.reversed() {
            labels[index].y = min(labels[index].y, limit)
            limit = labels[index].y - gap
        }
        return labels.map { label in
            "<g class=\"c\(label.index % 6 + 1)\">"
                + text(series[label.index].name, max(label.x, right) + 12, label.y + 4.5, kind: "name")
                + "</g>"
        }
    }
}
