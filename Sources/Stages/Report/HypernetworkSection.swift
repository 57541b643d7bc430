import Methods
import Reports

/// The one-step generator with and without improved noise.
struct HypernetworkSection {
    let section: ReportSection

    init(_ figures: HypernetworkFigures) {
        let isJudged = figures.base.judge != nil
        func row(_ title: String, _ side: HypernetworkFigures.Side) -> [Table.Cell] {
            [
                Table.Cell(title), Table.Cell(Format.estimate(side.reward)),
            ] + (isJudged ? [Table.Cell(Format.percent(side.judge))] : []) + [
                Table.Cell("\(NumberText.fixed(Double(side.macs) / 1e6, decimals: 1)) MMAC")
            ]
        }
        section = ReportSection(
            "Noise hypernetwork",
            [
                Paragraph(
                    "Trained once, it moves the noise before the single step of a distilled generator; the generator "
                        + "itself stays as it is."),
                Table(
                    columns: ["", .number("Reward")] + (isJudged ? [.number("Fully right")] : [])
                        + [.number("Cost of a picture")],
                    rows: [
                        row("One step", figures.base), row("One step, hypernetwork", figures.hypernetwork),
                        [
                            Table.Cell("Gain, paired"), Table.Cell(Format.estimate(figures.rewardGain)),
                        ] + (isJudged ? [Table.Cell(Format.percent(figures.judgeGain))] : [])
                            + [Table.Cell("")],
                    ],
                    caption:
                        "\(figures.prompts) held-out prompts, \(figures.imagesPerPrompt) pictures each. The mean "
                        + "square of the change of the noise is \(NumberText.significant(figures.change))."),
            ])
    }
}
