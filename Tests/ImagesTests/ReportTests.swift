import Foundation
import Images
import Testing

@testable import Reports

@Suite struct ReportTests {
    private let hostile = "<script>alert('x')</script> & \"quotes\" \u{1}"
    private let escaped = "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;quotes&quot; \u{FFFD}"

    private func page(_ blocks: [any ReportBlock]) -> String {
        ReportPage(title: "t", sections: [ReportSection("s", blocks)]).html
    }

    /// Every place where text can go in.
    private var everything: ReportPage {
        let image = PixelImage(width: 2, height: 1, rgb: [1, 2, 3, 4, 5, 6])
        let chart = LineChart(
            series: [Series(hostile, points: [.init(1, 2, standardError: 0.1), .init(2, 3)])],
            references: [.init(hostile, y: 1)], xLabel: hostile, yLabel: hostile, caption: hostile)
        let blocks: [any ReportBlock] = [
            Paragraph(hostile), KeyFigures([.init(hostile, hostile, note: hostile)]),
            Table(columns: [Table.Column(hostile)], rows: [[Table.Cell(hostile)]], caption: hostile), chart,
            BarChart(bars: [.init(hostile, 1)], valueLabel: hostile, caption: hostile),
            ScatterChart(
                points: [
                    .init(hostile, group: hostile, x: 1, y: 2, standardError: 0.1),
                    .init(hostile, group: hostile, x: 2, y: 3),
                ], xLabel: hostile, yLabel: hostile, caption: hostile),
            PictureGrid([Picture(image, caption: hostile, mark: .good)], caption: hostile),
            PictureTable(columns: [hostile], rows: [.init(hostile, [Picture(image)])], caption: hostile),
        ]
        return ReportPage(
            title: hostile, subtitle: hostile, sections: (0..<3).map { _ in ReportSection(hostile, blocks) },
            provenance: Provenance([(hostile, hostile)]))
    }

    @Test func everyTextIsEscaped() throws {
        let html = everything.html
        #expect(!html.contains("<script"))
        #expect(!html.contains("alert('"))
        #expect(!html.contains("\"quotes\""))
        #expect(html.contains("<title>\(escaped)</title>"))
        #expect(html.contains("<p>\(escaped)</p>"))
        #expect(html.contains("<td>\(escaped)</td>"))
    }

    /// Read by a parser that knows no forgiveness, elements balance and attributes are quoted.
    @Test func elementsBalance() {
        var open: [String] = []
        var rest = Substring(everything.html)
        let alone: Set = ["!doctype", "meta", "img"]
        while let start = rest.firstIndex(of: "<"), let end = rest[start...].firstIndex(of: ">") {
            let tag = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            let name = String(tag.prefix { $0 != " " && $0 != "/" && $0 != "\n" })
            if tag.hasPrefix("/") {
                #expect(open.popLast() == String(tag.dropFirst()))
            } else if !tag.hasSuffix("/"), !alone.contains(name) {
                open.append(name)
            }
            #expect(tag.filter { $0 == "\"" }.count % 2 == 0)
        }
        #expect(open == [])
    }

    @Test func nothingIsFetched() {
        let html = everything.html
        for needle in ["http://", "https://", "src=\"/", "url(", "@import", "<link", "<iframe"] {
            #expect(!html.contains(needle), "\(needle)")
        }
        #expect(html.contains("default-src 'none'"))
        #expect(html == everything.html)
    }

    @Test func figuresAndTablesAreNumbered() {
        let html = everything.html
        let count = html.ranges(of: "<b>Figure ").count
        #expect(count >= 12)
        for number in 1...count { #expect(html.contains("<b>Figure \(number).</b>")) }
        for number in 1...3 { #expect(html.contains("<b>Table \(number).</b>")) }
    }

    @Test func tableAsAWhole() {
        let table = Table(
            columns: ["Method", .number("right")],
            rows: [["one", "0.5"], ["two", Table.Cell("0.7", isStrong: true)]],
            caption: "Shares.")
        var context = ReportContext()
        #expect(
            table.html(&context) == """
                <div class="tables">
                <div class="caption" id="table-1"><b>Table 1.</b> Shares.</div>
                <div class="scroll"><table aria-labelledby="table-1">
                <thead><tr><th scope="col">Method</th><th scope="col" class="number">right</th></tr></thead>
                <tbody>
                <tr><td>one</td><td class="number">0.5</td></tr>
                <tr><td>two</td><td class="number strong">0.7</td></tr>
                </tbody>
                </table></div>
                </div>

                """)
    }

    @Test(arguments: [
        ([0.0, 1], ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        ([3, 97], ["0", "20", "40", "60", "80", "100"]),
        ([-0.013, 0.021], ["\u{2212}0.02", "\u{2212}0.01", "0.00", "0.01", "0.02", "0.03"]),
        ([0, 9_000], ["0", "2,000", "4,000", "6,000", "8,000", "10,000"]),
        ([], ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        ([0.3, 0.9], ["0.2", "0.4", "0.6", "0.8", "1.0"]),
        ([5, 5], ["4.4", "4.6", "4.8", "5.0", "5.2", "5.4", "5.6"]),
        ([0, 1.1], ["0.00", "0.25", "0.50", "0.75", "1.00", "1.25"]),
        ([.nan, .infinity, 1, 2], ["1.0", "1.2", "1.4", "1.6", "1.8", "2.0"]),
    ])
    func ticksAreRound(values: [Double], labels: [String]) {
        let axis = Axis(values, scale: .linear, isWidened: true, count: 5)
        #expect(axis.ticks.map { axis.label($0) } == labels)
        for value in values where value.isFinite { #expect((0...1).contains(axis.position(value))) }
    }

    @Test func logarithmicTicks() {
        let narrow = Axis([2, 8], scale: .logarithmic, isWidened: false, count: 5)
        #expect(narrow.ticks.map { narrow.label($0) } == ["2", "3", "4", "5", "6", "8"])
        let wide = Axis([0.001, 0, -4, 1_000], scale: .logarithmic, isWidened: false, count: 5)
        #expect(wide.ticks.map { wide.label($0) } == ["0.001", "0.01", "0.1", "1", "10", "100", "1,000"])
        #expect(abs(wide.position(1) - 0.5) < 1e-9)
    }

    @Test func numbersAsText() {
        #expect(NumberText.fixed(-1_234_567.891, decimals: 2) == "\u{2212}1,234,567.89")
        #expect(NumberText.fixed(-0.001, decimals: 2) == "0.00")
        #expect(NumberText.significant(0.012_34) == "0.0123")
        #expect(NumberText.significant(12_345) == "12,345")
        #expect(NumberText.significant(3.2e12) == "3.20 \u{00D7} 10^12")
        #expect(NumberText.withError(0.917_3, 0.008_6) == "0.9173 \u{00B1} 0.0086")
        #expect(NumberText.withError(1, 0) == "1.00")
        #expect(NumberText.fixed(.nan, decimals: 1) == "n/a")
    }

    @Test func oddDataIsDrawnWithoutNonsense() {
        let series = [
            Series("empty", points: []), Series("one", points: [.init(1, 1)]),
            Series(
                "broken", points: [.init(.nan, 1), .init(1, .infinity), .init(2, 3, standardError: .nan)]),
        ]
        for style in [LineChart.ErrorStyle.bars, .band] {
            let html = page([
                LineChart(series: series, xLabel: "x", yLabel: "y", errorStyle: style),
                LineChart(series: [], xLabel: "x", yLabel: "y"),
                BarChart(bars: [], valueLabel: "v"),
                ScatterChart(points: [], xLabel: "x", yLabel: "y"),
                ScatterChart(
                    points: [
                        .init("a", x: .nan, y: 1), .init("b", x: 0, y: 1), .init("c", x: 3, y: .infinity),
                        .init("d", group: "g", x: 2, y: 3, standardError: .nan),
                    ], xLabel: "x", yLabel: "y", xScale: .logarithmic),
                BarChart(
                    bars: [.init("a", -1, standardError: 0.5), .init("b", .nan), .init("c", 0)],
                    valueLabel: "v"),
            ])
            #expect(html.contains(">no data<"))
            for nonsense in ["\"nan\"", "\"inf\"", "\"-inf\"", "\"-nan\""] {
                #expect(!html.contains(nonsense))
            }
        }
    }

    /// Points that lie close together have names that can be read.
    @Test func namesOfPointsDoNotOverlap() throws {
        let points = (0..<4).map {
            ScatterChart.Point("point \($0)", group: $0 < 2 ? "g" : nil, x: 1 + 0.001 * Double($0), y: 5)
        }
        let html = page([
            ScatterChart(
                points: points + [.init("far", x: 9, y: 9)], xLabel: "x", yLabel: "y", xScale: .logarithmic)
        ])
        let names = html.split(separator: "\n").compactMap { line in
            line.firstMatch(of: /<text x="([0-9.]+)" y="([0-9.]+)"[^>]* class="name">point/).flatMap {
                match in
                Double(match.1).flatMap { x in Double(match.2).map { (x: x, y: $0) } }
            }
        }
        #expect(names.count == 4)
        for (index, name) in names.enumerated() {
            for other in names.prefix(index) {
                #expect(abs(name.y - other.y) >= 12 || abs(name.x - other.x) >= 45)
            }
        }
        #expect(html.split(separator: "<polyline").count == 2)
    }

    /// Of many points a group has its name once, at its last point; every point says its own when it is pointed at.
    @Test func manyPointsShareTheNamesOfTheirGroups() {
        let points = ["first", "second"].flatMap { group in
            (0..<10).map { number in
                ScatterChart.Point(
                    "\(group) \(number)", group: group, x: Double(number), y: group == "first" ? 1 : 2)
            }
        }
        let html = page([
            ScatterChart(points: points + [.init("alone", x: 5, y: 9)], xLabel: "x", yLabel: "y")
        ])
        let names = html.matches(of: /class="name">([^<]*)</).map { String($0.1) }
        #expect(names == ["first", "second", "alone"])
        for point in points { #expect(html.contains("<title>\(point.name): ")) }
    }

    /// Lines that end together still have names that can be read.
    @Test func namesDoNotOverlap() throws {
        let series = (0..<8).map { Series("s\($0)", points: [.init(0, 0), .init(1, 0.001 * Double($0))]) }
        let html = page([LineChart(series: series, xLabel: "x", yLabel: "y", yRange: 0...1)])
        let heights = html.split(separator: "\n").filter { $0.contains("class=\"name\"") }.compactMap {
            line in
            line.firstMatch(of: /y="([0-9.]+)"/).flatMap { Double($0.1) }
        }
        #expect(heights.count == 8)
        for (upper, lower) in zip(heights, heights.dropFirst()) { #expect(lower - upper > 16) }
        #expect(heights.allSatisfy { $0 < 385 })
    }
}
