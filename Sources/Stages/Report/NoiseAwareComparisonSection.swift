import Methods
import Reports

/// Ways to train a noise-aware reward, side by side.
struct NoiseAwareComparisonSection {
    let section: ReportSection

    init(_ figures: CompareNoiseAware.Figures) {
        let rows = figures.comparison.rows
        let levels = rows.first?.levels.map(\.step) ?? []
        let isJudged = rows.contains { $0.judge != nil }
        var blocks: [any ReportBlock] = [
            Paragraph(
                "Every way to train was tried with \(figures.runs) \(figures.runs == 1 ? "seed" : "seeds") and is shown "
                    + "on \(figures.prompts) held-out prompts with \(figures.candidates) candidates each. In brackets: "
                    + "the mean difference to the clean reward, taken prompt by prompt."),
            Self.table(
                rows, "tau", levels,
                "Kendall's tau between scores of early estimates and clean rewards of the pictures."
            ) { $0.tau },
            Self.table(
                rows, "top-1", levels,
                "How often the best-scored candidate is the one with the best clean reward."
            ) { $0.topSelection },
        ]
        if isJudged {
            blocks.append(
                Self.table(
                    rows, "AUC", levels,
                    "Probability that a candidate whose picture is right, as the exact judge sees it, scores above one that is wrong."
                ) { $0.areaUnderCurve })
        }
        let schedule = zip(figures.at, figures.keep).map { "\(Format.percent($1)) at step \($0)" }
        blocks.append(
            Table(
                columns: ["Reward", .number("reward found")] + (isJudged ? [.number("right")] : []),
                rows: rows.map { row in
                    [Table.Cell(row.name), Table.Cell(Self.text(row.reward))]
                        + (isJudged ? [Table.Cell(Self.text(row.judge))] : [])
                },
                caption: "What a search finds that starts with all candidates of a prompt and keeps "
                    + (schedule.isEmpty ? "all of them" : schedule.joined(separator: ", "))
                    + "; the clean reward picks the winner. All rewards cost the same."))
        section = ReportSection("Noise-aware rewards compared", blocks)
    }

    private static func table(
        _ rows: [NoiseAwareComparison.Row], _ name: String, _ levels: [Int], _ caption: String,
        _ value: (NoiseAwareComparison.Level) -> NoiseAwareComparison.Figure?
    ) -> Table {
        Table(
            columns: ["Reward"] + levels.map { .number("\(name), step \($0)") },
            rows: rows.map { row in
                [Table.Cell(row.name)] + row.levels.map { Table.Cell(text(value($0))) }
            }, caption: caption)
    }

    private static func text(_ figure: NoiseAwareComparison.Figure?) -> String {
        guard let figure else { return "–" }
        let value = Format.estimate(figure.value)
        guard let gain = figure.gain else { return value }
        return "\(value) (\(gain.mean < 0 ? "" : "+")\(Format.estimate(gain)))"
    }
}
