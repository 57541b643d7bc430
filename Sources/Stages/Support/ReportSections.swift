import Methods
import Recipes
import Reports

extension SearchStrategy {
    /// As papers and people write it.
    var title: String {
        switch self {
        case .bestOfN: "Best-of-N"
        case .ttsp: "TTSp"
        case .ttsnap: "TTSnap"
        }
    }
}

/// Numbers in words.
enum Format {
    static func gigaMACs(_ count: Int) -> String {
        "\(NumberText.fixed(Double(count) / 1e9, decimals: 2)) GMAC"
    }

    static func percent(_ value: Double) -> String { NumberText.fixed(value * 100, decimals: 1) + " %" }

    static func percent(_ estimate: MeanEstimate) -> String {
        "\(NumberText.fixed(estimate.mean * 100, decimals: 1)) ± "
            + "\(NumberText.fixed(estimate.standardError * 100, decimals: 1)) %"
    }

    static func estimate(_ estimate: MeanEstimate, decimals: Int = 3) -> String {
        "\(NumberText.fixed(estimate.mean, decimals: decimals)) ± "
            + NumberText.fixed(estimate.standardError, decimals: decimals)
    }

    /// How many standard errors a difference lies above zero.
    static func errors(_ estimate: MeanEstimate) -> String {
        estimate.standardError > 0
            ? NumberText.fixed(estimate.mean / estimate.standardError, decimals: 1) : "–"
    }

    static func duration(_ seconds: Double) -> String {
        seconds < 60
            ? "\(NumberText.fixed(seconds, decimals: seconds < 10 ? 1 : 0)) s"
            : "\(Int(seconds) / 60) m \(Int(seconds) % 60) s"
    }
}

/// How noise-aware fine-tuning changed the ranking of early estimates.
struct NoiseAwareSection {
    let section: ReportSection

    init(_ figures: NoiseAwareFigures) {
        func chart(_ label: String, caption: String, _ value: (RankingQuality) -> MeanEstimate) -> LineChart {
            func series(_ name: String, _ side: (NoiseAwareFigures.Level) -> RankingQuality) -> Series {
                Series(
                    name,
                    points: figures.levels.map { level in
                        let estimate = value(side(level))
                        return Series.Point(
                            Double(side(level).step), estimate.mean, standardError: estimate.standardError)
                    })
            }
            return LineChart(
                series: [series("Clean", \.before), series("Noise-aware", \.after)],
                xLabel: "Step of the estimate, of \(figures.steps)", yLabel: label, caption: caption,
                errorStyle: .band)
        }
        section = ReportSection(
            "Noise-aware reward",
            [
                Paragraph(
                    "Early Tweedie estimates are blurry. The noise-aware reward was fine-tuned, level by level from "
                        + "clean to noisy, to give them the reward of the finished picture."),
                chart(
                    "Kendall's tau",
                    caption: "Order of candidates by their early estimate against the order by the "
                        + "clean reward of the finished picture, mean over held-out prompts.", \.tau),
                chart(
                    "Area under the curve",
                    caption: "Probability that a candidate whose finished picture is right, "
                        + "as the exact judge sees it, scores above one that is wrong.", \.areaUnderCurve),
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
                ),
            ])
    }
}

/// What each strategy found at each budget.
struct SearchSection {
    let section: ReportSection

    init(_ figures: SearchFigures.File) {
        func chart(_ label: String, caption: String, _ value: (SearchFigures.Row) -> MeanEstimate)
            -> LineChart
        {
            let strategies = SearchStrategy.allCases.filter { strategy in
                figures.rows.contains { $0.strategy == strategy }
            }
            return LineChart(
                series: strategies.map { strategy in
                    Series(
                        strategy.title,
                        points: figures.rows.filter { $0.strategy == strategy }.sorted {
                            $0.budget < $1.budget
                        }
                        .map { row in
                            Series.Point(
                                Double(row.budget) / 1e9, value(row).mean,
                                standardError: value(row).standardError)
                        })
                }, xLabel: "Budget of one prompt, GMAC", yLabel: label, caption: caption, errorStyle: .bars)
        }
        let pruning = zip(figures.at, figures.keep)
            .map { "step \($0): keep \(NumberText.significant($1 * 100, digits: 3)) %" }.joined(
                separator: ", ")
        section = ReportSection(
            "Search",
            [
                Paragraph(
                    "Every strategy gets the same budget and the same noise; each model call is counted. "
                        + (pruning.isEmpty ? "" : "Pruning: \(pruning).")),
                chart("Reward of the winner", caption: "Clean reward of the chosen picture.", \.reward),
                chart(
                    "Captions fully right", caption: "Share of prompts whose chosen picture is right.",
                    \.judge),
                Table(
                    columns: [
                        "Strategy", .number("Budget"), .number("Counted"), .number("Candidates"),
                        .number("Reward"),
                        .number("Fully right"),
                    ],
                    rows: figures.rows.map { row in
                        [
                            Table.Cell(row.strategy.title), Table.Cell(MACBudget.text(row.budget)),
                            Table.Cell(Format.gigaMACs(row.macs)),
                            Table.Cell("\(row.candidates)"), Table.Cell(Format.estimate(row.reward)),
                            Table.Cell(Format.percent(row.judge)),
                        ]
                    },
                    caption:
                        "\(figures.prompts) prompts, \(figures.repeats == 1 ? "one search" : "\(figures.repeats) searches") each. "
                        + "One denoiser call is "
                        + "\(NumberText.fixed(Double(figures.denoiserMACs) / 1e6, decimals: 1)) MMAC, one score "
                        + "\(NumberText.fixed(Double(figures.verifierMACs) / 1e6, decimals: 1)) MMAC."),
                Table(
                    columns: [
                        "Difference", .number("Budget"), .number("Reward"), .number("in errors"),
                        .number("Fully right"), .number("in errors"),
                    ],
                    rows: figures.differences.map { difference in
                        [
                            Table.Cell("\(difference.strategy.title) over \(difference.over.title)"),
                            Table.Cell(MACBudget.text(difference.budget)),
                            Table.Cell(Format.estimate(difference.reward)),
                            Table.Cell(Format.errors(difference.reward)),
                            Table.Cell(Format.percent(difference.judge)),
                            Table.Cell(Format.errors(difference.judge)),
                        ]
                    }, caption: "Paired over prompts; \"in errors\" is the difference in its standard errors."
                ),
            ])
    }
}

/// The one-step generator with and without improved noise.
struct HypernetworkSection {
    let section: ReportSection

    init(_ figures: HypernetworkFigures) {
        func row(_ title: String, _ side: HypernetworkFigures.Side) -> [Table.Cell] {
            [
                Table.Cell(title), Table.Cell(Format.estimate(side.reward)),
                Table.Cell(Format.percent(side.judge)),
                Table.Cell("\(NumberText.fixed(Double(side.macs) / 1e6, decimals: 1)) MMAC"),
            ]
        }
        section = ReportSection(
            "Noise hypernetwork",
            [
                Paragraph(
                    "Trained once, it moves the noise before the single step of a distilled generator; the generator "
                        + "itself stays as it is."),
                Table(
                    columns: ["", .number("Reward"), .number("Fully right"), .number("Cost of a picture")],
                    rows: [
                        row("One step", figures.base), row("One step, hypernetwork", figures.hypernetwork),
                        [
                            Table.Cell("Gain, paired"), Table.Cell(Format.estimate(figures.rewardGain)),
                            Table.Cell(Format.percent(figures.judgeGain)), Table.Cell(""),
                        ],
                    ],
                    caption:
                        "\(figures.prompts) held-out prompts, \(figures.imagesPerPrompt) pictures each. The mean "
                        + "square of the change of the noise is \(NumberText.significant(figures.change))."),
            ])
    }
}
