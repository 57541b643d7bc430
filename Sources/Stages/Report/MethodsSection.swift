import Methods
import Recipes
import Reports

/// All `evaluate` stages of a report in one table, each a row, in their order.
struct MethodsSection {
    struct Row {
        let figures: EvaluationFigures
        /// Of the run that drew the pictures, for one of them; nil where the report was not given that stage.
        let seconds: Double?
    }

    private let rows: [Row]

    /// - Precondition: there is a row.
    init(_ rows: [Row]) { self.rows = rows }

    var section: ReportSection {
        var blocks: [any ReportBlock] = [table]
        if let differences { blocks.append(differences) }
        blocks += charts
        return ReportSection("Ways to draw", blocks)
    }

    /// Names of rewards, in the order in which rows first have them.
    private var rewardNames: [String] {
        var names: [String] = []
        for name in rows.flatMap({ $0.figures.rewards.map(\.name) }) where !names.contains(name) {
            names.append(name)
        }
        return names
    }

    private static func reward(_ name: String, of figures: EvaluationFigures) -> EvaluationFigures.Measure? {
        figures.rewards.first { $0.name == name }?.measure
    }

    /// A column of figures of merit: its title, its values, and how they are written.
    private struct Column {
        let title: String
        let write: (MeanEstimate) -> String
        let value: (EvaluationFigures) -> EvaluationFigures.Measure?

        init(
            _ title: String, write: @escaping (MeanEstimate) -> String = { Format.estimate($0) },
            value: @escaping (EvaluationFigures) -> EvaluationFigures.Measure?
        ) {
            self.title = title
            self.write = write
            self.value = value
        }
    }

    /// Those that at least one row has.
    private var columns: [Column] {
        let all =
            rewardNames.map { name in Column(name) { Self.reward(name, of: $0) } } + [
                Column("Fully right", write: { Format.percent($0) }, value: \.judge),
                Column("A scene", write: { Format.percent($0) }, value: \.scenes),
                Column("Diversity, pixels", value: \.diversity.pixels),
                Column("Diversity, features", value: \.diversity.features),
                Column("From scenes, pixels", value: { $0.sceneDistance?.pixels }),
                Column("From scenes, features", value: { $0.sceneDistance?.features }),
            ]
        return all.filter { column in rows.contains { column.value($0.figures) != nil } }
    }

    private var table: Table {
        let hasSeconds = rows.contains { $0.seconds != nil }
        let figures = rows[0].figures
        return Table(
            columns: ["Method"] + columns.map { .number($0.title) } + [.number("GMAC an image")]
                + (hasSeconds ? [.number("Seconds an image")] : []),
            rows: rows.map { row in
                [Table.Cell(row.figures.label)]
                    + columns.map { column in
                        Table.Cell(column.value(row.figures).map { column.write($0.estimate) } ?? "–")
                    } + [Table.Cell(NumberText.significant(Double(row.figures.macs) / 1e9))]
                    + (hasSeconds
                        ? [Table.Cell(row.seconds.map { NumberText.significant($0, digits: 2) } ?? "–")] : [])
            },
            caption:
                "\(figures.prompts.count) prompts; ± is one standard error over prompts. Diversity is the mean "
                + "distance of two pictures of a prompt. A scene is a picture that some caption describes, be it another "
                + "one. The distance from scenes is the energy distance between "
                + "pictures and drawn scenes of the same caption, zero for pictures that cannot be told from scenes; "
                + "features are what the last reward sees."
                + (hasSeconds
                    ? " Seconds are those of the whole stage that drew the pictures, files and loading included, on "
                        + "the machine of that run: they are no part of what is reproduced." : "")
                + (rows.allSatisfy(\.figures.isExact)
                    ? "" : " Some pictures were read with eight bits a channel."))
    }

    /// How far each row lies above the first one, over the same prompts.
    private var differences: Table? {
        let first = rows[0].figures
        let others = rows.dropFirst().filter { $0.figures.prompts == first.prompts }
        let columns = columns.prefix { !$0.title.hasPrefix("Diversity") }
        guard !others.isEmpty, !columns.isEmpty else { return nil }
        return Table(
            columns: [Table.Column("Over \(first.label)")]
                + columns.flatMap { [.number($0.title), .number("in errors")] },
            rows: others.map { row in
                [Table.Cell(row.figures.label)]
                    + columns.flatMap { column -> [Table.Cell] in
                        guard let own = column.value(row.figures), let base = column.value(first) else {
                            return ["–", "–"]
                        }
                        let estimate = Self.difference(own, base)
                        return [Table.Cell(column.write(estimate)), Table.Cell(Format.errors(estimate))]
                    }
            }, caption: "Paired over prompts; \"in errors\" is the difference in its standard errors.")
    }

    static func difference(
        _ own: EvaluationFigures.Measure, _ base: EvaluationFigures.Measure
    ) -> MeanEstimate {
        MeanEstimate(zip(own.values, base.values).map { $0 - $1 })
    }

    private var charts: [ScatterChart] {
        func chart(
            x: (EvaluationFigures) -> Double?, _ xLabel: String, scale: AxisScale,
            y: (EvaluationFigures) -> EvaluationFigures.Measure?, _ yLabel: String, isShare: Bool
        ) -> ScatterChart? {
            let factor = isShare ? 100.0 : 1
            let points = rows.compactMap { row -> ScatterChart.Point? in
                guard let across = x(row.figures), let measure = y(row.figures) else { return nil }
                return ScatterChart.Point(
                    row.figures.label, group: row.figures.group, x: across,
                    y: measure.estimate.mean * factor,
                    standardError: measure.estimate.standardError * factor)
            }
            return points.count < 2
                ? nil : ScatterChart(points: points, xLabel: xLabel, yLabel: yLabel, xScale: scale)
        }
        let optimised = rewardNames[0]
        let cost: (EvaluationFigures) -> Double? = { Double($0.macs) / 1e9 }
        return [
            chart(
                x: cost, "GMAC an image", scale: .logarithmic, y: \.judge, "Fully right, %", isShare: true),
            chart(
                x: cost, "GMAC an image", scale: .logarithmic, y: { Self.reward(optimised, of: $0) },
                optimised, isShare: false),
            chart(
                x: { Self.reward(optimised, of: $0)?.estimate.mean }, optimised, scale: .linear, y: \.judge,
                "Fully right, %", isShare: true),
            chart(
                x: { Self.reward(optimised, of: $0)?.estimate.mean }, optimised, scale: .linear, y: \.scenes,
                "A scene, whatever the caption, %", isShare: true),
        ].compactMap { $0 }
    }
}
