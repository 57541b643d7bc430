/// The drawing of a bar chart. Bars begin at zero, always.
struct BarDrawing {
    private let chart: BarChart
    private let axis: Axis
    private let left: Double
    private let right: Double
    private let decimals: Int

    private static let width = 800.0
    private static let pitch = 32.0
    private static let thickness = 18.0
    private static let top = 30.0

    init(_ chart: BarChart) {
        var chart = chart
        chart.bars.removeAll { !$0.value.isFinite }
        self.chart = chart
        let values = chart.bars.flatMap { bar in
            let error = chart.interval * (bar.standardError ?? 0)
            return [bar.value, bar.value - error, bar.value + error]
        }
        // Whiskers of positive bars may not pull the axis below zero.
        let isPositive = chart.bars.allSatisfy { $0.value >= 0 }
        axis = Axis(
            isPositive ? values.map { max(0, $0) } : values, scale: .linear, isWidened: true,
            includesZero: true, count: 5)
        let longest = min(40, chart.bars.map(\.name.count).max() ?? 0)
        left = 12 + 7.2 * Double(longest)
        let span = axis.upper - axis.lower
        decimals = span >= 50 ? 0 : span >= 5 ? 1 : span >= 0.5 ? 3 : 4
        right = Self.width - 24 - 7.6 * Double(decimals + 4)
    }

    private func x(_ value: Double) -> Double {
        left + min(1, max(0, axis.position(value))) * (right - left)
    }

    var svg: String {
        let bottom = Self.top + Self.pitch * Double(chart.bars.count)
        var parts = [
            "<text class=\"title\" x=\"\(NumberText.coordinate(left))\" y=\"14\">"
                + "\(chart.valueLabel.escapedForHTML)</text>"
        ]
        for tick in axis.ticks {
            let place = NumberText.coordinate(x(tick))
            parts.append(
                "<line class=\"grid\" x1=\"\(place)\" x2=\"\(place)\" y1=\"\(Self.top - 4)\" "
                    + "y2=\"\(bottom)\"/>"
                    + "<text x=\"\(place)\" y=\"\(bottom + 18)\" text-anchor=\"middle\">"
                    + "\(axis.label(tick).escapedForHTML)</text>")
        }
        for (index, bar) in chart.bars.enumerated() {
            parts.append(draw(bar, top: Self.top + Self.pitch * Double(index)))
        }
        let zero = NumberText.coordinate(x(0))
        parts.append(
            "<line class=\"axis\" x1=\"\(zero)\" x2=\"\(zero)\" y1=\"\(Self.top - 4)\" y2=\"\(bottom)\"/>")
        let label = "\(chart.valueLabel): \(chart.bars.map(\.name).joined(separator: ", "))"
        return """
            <svg viewBox="0 0 \(Int(Self.width)) \(Int(bottom) + 26)" role="img" \
            aria-label="\(label.escapedForHTML)">
            \(parts.joined(separator: "\n"))
            </svg>
            """
    }

    private func draw(_ bar: BarChart.Bar, top: Double) -> String {
        let middle = top + Self.pitch / 2
        let (start, end) = (min(x(0), x(bar.value)), max(x(0), x(bar.value)))
        var tip = end
        var parts = [
            "<text class=\"value\" x=\"\(NumberText.coordinate(left - 10))\" y=\"\(middle + 4.5)\" "
                + "text-anchor=\"end\">\(Self.shortened(bar.name).escapedForHTML)</text>",
            "<rect class=\"bar \(bar.isEmphasized ? "c1" : "plain")\" x=\"\(NumberText.coordinate(start))\" "
                + "y=\"\(middle - Self.thickness / 2)\" width=\"\(NumberText.coordinate(end - start))\" "
                + "height=\"\(Self.thickness)\"/>",
        ]
        if let error = bar.standardError, error.isFinite {
            let low = x(bar.value - chart.interval * error)
            let high = x(bar.value + chart.interval * error)
            tip = max(tip, high)
            parts.append(
                "<line class=\"whisker\" x1=\"\(NumberText.coordinate(low))\" "
                    + "x2=\"\(NumberText.coordinate(high))\" y1=\"\(middle)\" y2=\"\(middle)\"/>")
        }
        parts.append(
            "<text class=\"value\" x=\"\(NumberText.coordinate(tip + 8))\" y=\"\(middle + 4.5)\">"
                + "\(NumberText.fixed(bar.value, decimals: decimals))</text>")
        return parts.joined()
    }

    private static func shortened(_ name: String) -> String {
        name.count > 40 ? name.prefix(39) + "\u{2026}" : name
    }
}
