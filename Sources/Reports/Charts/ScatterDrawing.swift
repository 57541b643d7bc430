/// The drawing of a scatter chart. Each name stands beside its point, on the first side where it covers nothing. Of many
/// points those of a group share the group's name, which stands at the last of them; each has its own to be pointed at.
struct ScatterDrawing: SVGDrawing {
    private let chart: ScatterChart
    private let points: [ScatterChart.Point]
    private let groups: [String]
    private let horizontal: Axis
    private let vertical: Axis
    private let left: Double

    private static let width = 800.0
    private static let height = 440.0
    private static let top = 34.0
    private static let bottom = 392.0
    private static let right = 786.0
    /// Of a letter, and of a line of names.
    private static let letter = 7.4
    private static let lineHeight = 14.0
    /// More points than these have not each a name of its own.
    private static let mostNames = 16

    private struct Box {
        var left: Double
        var top: Double
        var width: Double
        var height: Double

        func covers(_ other: Box) -> Bool {
            left < other.left + other.width && other.left < left + width && top < other.top + other.height
                && other.top < top + height
        }
    }

    init(_ chart: ScatterChart) {
        self.chart = chart
        points = chart.points.filter {
            $0.x.isFinite && $0.y.isFinite && (chart.xScale == .linear || $0.x > 0)
        }
        var groups: [String] = []
        for group in points.compactMap(\.group) where !groups.contains(group) { groups.append(group) }
        self.groups = groups
        horizontal = Axis(
            points.map(\.x), scale: chart.xScale, isWidened: chart.xScale == .linear, count: 7)
        vertical = Axis(
            points.flatMap { point in
                let error = chart.interval * (point.standardError ?? 0)
                return [point.y - error, point.y + error]
            }, scale: .linear, isWidened: true, count: 5)
        let axis = vertical
        left = 14 + 7.6 * Double(axis.ticks.map { axis.label($0).count }.max() ?? 1)
    }

    /// A little inside of both edges, so that dots do not sit on them.
    private func x(_ value: Double) -> Double {
        left + 14 + horizontal.position(value) * (Self.right - left - 34)
    }

    private func y(_ value: Double) -> Double {
        Self.bottom - min(1, max(0, vertical.position(value))) * (Self.bottom - Self.top)
    }

    /// The colours are six; points without a group have the first.
    private func colour(_ group: String?) -> String {
        "c\((group.flatMap(groups.firstIndex) ?? 0) % 6 + 1)"
    }

    var svg: String {
        var parts = axes + curves
        for (point, name) in zip(points, names) {
            let (x, y) = (x(point.x), y(point.y))
            let title =
                "\(point.name): \(NumberText.significant(point.x, digits: 4)), "
                + (point.standardError.map { NumberText.withError(point.y, $0) }
                    ?? NumberText.significant(point.y, digits: 4))
            var body: [String] = []
            if let error = point.standardError, error.isFinite {
                let reach = chart.interval * error
                body.append(
                    line(x, self.y(point.y - reach), x, self.y(point.y + reach), kind: "error"))
            }
            body.append(
                "<circle class=\"mark\" cx=\"\(NumberText.coordinate(x))\" cy=\"\(NumberText.coordinate(y))\" "
                    + "r=\"4.5\"><title>\(title.escapedForHTML)</title></circle>")
            if let name { body.append(text(name.text, name.x, name.y, kind: "name")) }
            parts.append("<g class=\"\(colour(point.group))\">\(body.joined())</g>")
        }
        if points.isEmpty {
            parts.append(
                text("no data", (left + Self.right) / 2, (Self.top + Self.bottom) / 2, anchor: "middle"))
        }
        let label =
            "\(chart.yLabel) against \(chart.xLabel): \(points.map(\.name).joined(separator: ", "))"
        return """
            <svg viewBox="0 0 \(Int(Self.width)) \(Int(Self.height))" role="img" \
            aria-label="\(label.escapedForHTML)">
            \(parts.joined(separator: "\n"))
            </svg>
            """
    }

    /// What stands beside each point; nil for nothing.
    private var texts: [String?] {
        guard points.count > Self.mostNames else { return points.map(\.name) }
        var named: Set<String> = []
        let backwards = points.reversed().map { point -> String? in
            guard let group = point.group else { return point.name }
            return named.insert(group).inserted ? group : nil
        }
        return backwards.reversed()
    }

    /// Where the text of each name begins: right of its point, left, above, below, or right where all are taken.
    private var names: [(text: String, x: Double, y: Double)?] {
        var taken = points.map { Box(left: x($0.x) - 5, top: y($0.y) - 5, width: 10, height: 10) }
        return zip(points, texts).map { point, text in
            guard let text else { return nil }
            let (x, y) = (x(point.x), y(point.y))
            let width = Self.letter * Double(text.count) + 4
            // A line of names apart, or two of them would cover each other.
            let corners = [
                (x + 8, y - 7), (x - 8 - width, y - 7), (x + 4, y - 22), (x - width - 2, y - 22),
                (x + 4, y + 8), (x - width - 2, y + 8), (x + 8, y - 37), (x + 8, y + 23), (x + 8, y - 52),
                (x + 8, y + 38), (x + 8, y - 67), (x + 8, y + 53),
            ]
            let boxes = corners.map { Box(left: $0.0, top: $0.1, width: width, height: Self.lineHeight) }
            let free = boxes.first { box in
                box.left >= left && box.left + box.width <= Self.width && box.top >= Self.top - 20
                    && box.top + box.height <= Self.bottom && !taken.contains { $0.covers(box) }
            }
            let box = free ?? boxes[x + 8 + width <= Self.width ? 0 : 1]
            taken.append(box)
            return (text, box.left + 2, box.top + 11.5)
        }
    }

    private var curves: [String] {
        groups.compactMap { group in
            let own = points.filter { $0.group == group }
            guard own.count > 1 else { return nil }
            let corners = own.map { "\(NumberText.coordinate(x($0.x))),\(NumberText.coordinate(y($0.y)))" }
            return "<g class=\"\(colour(group))\"><polyline class=\"line\" points=\""
                + "\(corners.joined(separator: " "))\"/></g>"
        }
    }

    private var axes: [String] {
        var parts = vertical.ticks.flatMap { tick in
            [
                line(left, y(tick), Self.right, y(tick), kind: "grid"),
                text(vertical.label(tick), left - 8, y(tick) + 4.5, anchor: "end"),
            ]
        }
        parts += horizontal.ticks.flatMap { tick in
            [
                line(x(tick), Self.bottom, x(tick), Self.bottom + 5, kind: "axis"),
                text(horizontal.label(tick), x(tick), Self.bottom + 20, anchor: "middle"),
            ]
        }
        parts.append(line(left, Self.bottom, Self.right, Self.bottom, kind: "axis"))
        parts.append(text(chart.yLabel, 0, 14, kind: "title"))
        parts.append(text(chart.xLabel, Self.right, Self.bottom + 42, anchor: "end", kind: "title"))
        return parts
    }
}
