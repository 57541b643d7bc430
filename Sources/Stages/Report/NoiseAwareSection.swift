import Methods
import Reports

/// How noise-aware fine-tuning changed the ranking of early estimates.
struct NoiseAwareSection {
    let section: ReportSection

    init(_ figures: NoiseAwareFigures) {
        func chart(_ label: String, caption: String, _ value: (RankingQuality) -> MeanEstimate?) -> LineChart
        {
            func series(_ name: String, _ side: (NoiseAwareFigures.Level) -> RankingQuality) -> Series {
                Series(
                    name,
                    points: figures.levels.compactMap { level in
                        guard let estimate = value(side(level)) else { return nil }
                        return Series.Point(
                            Double(side(level).step), estimate.mean, standardError: estimate.standardError)
                    })
            }
            return LineChart(
                series: [series("Clean", \.before), series("Noise-aware", \.after)],
                xLabel: "Step of the estimate, of \(figures.steps)", yLabel: label, caption: caption,
                errorStyle: .band)
        }
        var blocks: [any ReportBlock] = [
            Paragraph(
                "Early Tweedie estimates are blurry. The noise-aware reward was fine-tuned, level by level from "
                    + "clean to noisy, to give them the reward of the finished picture."),
            chart(
                "Kendall's tau",
                caption: "Order of candidates by their early estimate against the order by the "
                    + "clean reward of the finished picture, mean over held-out prompts.", { $0.tau }),
        ]
        if figures.levels.contains(where: { $0.before.areaUnderCurve != nil }) {
            blocks.append(
                chart(
                    "Area under the curve",
                    caption: "Probability that a candidate whose finished picture is right, "
                        + "as the exact judge sees it, scores above one that is wrong.", \.areaUnderCurve))
        }
        section = ReportSection(
            "Noise-aware reward",
            blocks + [
                Table(
                    columns: [
                        .number("Step"), .number("tau before"), .number("after"), .number("AUC before"),
                        .number("after"), .number("top-1 before"), .number("after"),
                    ],
                    rows: figures.levels.map { level in
                        [
                            Table.Cell("\(level.before.step)"), Table.Cell(Format.estimate(level.before.tau)),
                            Table.Cell(Format.estimate(level.after.tau)),
                            Table.Cell(Format.estimate(level.before.areaUnderCurve)),
                            Table.Cell(Format.estimate(level.after.areaUnderCurve)),
                            Table.Cell(Format.percent(level.before.topSelection.mean)),
                            Table.Cell(Format.percent(level.after.topSelection.mean)),
                        ]
                    },
                    caption:
                        "Before: clean reward; after: noise-aware reward. top-1: how often the best-scored candidate is the one with the best clean reward."
                )
            ])
    }
}
