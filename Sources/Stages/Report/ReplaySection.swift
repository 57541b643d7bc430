import Methods
import Replay
import Reports

/// What a replay found: curves, gains and the ranking at each step.
struct ReplaySection {
    let section: ReportSection

    init(_ figures: ReplayFigures) {
        let settings = figures.settings
        let pruning = zip(settings.at, settings.keep)
            .map { "step \($0): keep \(NumberText.significant($1 * 100, digits: 3)) %" }.joined(
                separator: ", ")
        var blocks: [any ReportBlock] = [
            Paragraph(
                "Searches on rewards that were computed before: \(settings.prompts) prompts, "
                    + "\(settings.candidates) candidates each, \(settings.subsets) random choices of them at each "
                    + "budget. One denoiser call costs \(NumberText.significant(settings.denoiserCost)), one score "
                    + "\(NumberText.significant(settings.verifierCost)); "
                    + (settings.accounting == .paper
                        ? "counted as TTSnap was released." : "every call is counted.")
                    + (pruning.isEmpty ? "" : " Pruning: \(pruning)."))
        ]
        for reward in figures.rewards {
            blocks += [
                ReplayDrawing.chart(
                    reward,
                    caption: "Final reward of the chosen candidate; errors are over the random choices."),
                Self.table(reward), Self.ranking(reward, steps: settings.steps), Self.rankingTable(reward),
            ]
        }
        section = ReportSection("Replay", blocks)
    }

    private static func table(_ reward: ReplayFigures.Reward) -> Table {
        let strategies = SearchStrategy.allCases.filter { reward.curves[$0] != nil }
        let omegas = [("TTSp", reward.omega.ttsp), ("TTSnap", reward.omega.ttsnap)].compactMap {
            name, omega in
            omega.map { "\(name) \(NumberText.fixed($0, decimals: 1)) %" }
        }
        return Table(
            columns: [.number("Budget")]
                + strategies.flatMap { strategy -> [Table.Column] in
                    [.number("\(strategy.title): started"), .number("reward")]
                        + (strategy == .bestOfN ? [] : [.number("over best-of-N")])
                },
            rows: reward.curves.budgets.indices.map { index in
                [Table.Cell(NumberText.significant(reward.curves.budgets[index], digits: 6))]
                    + strategies.flatMap { strategy -> [Table.Cell] in
                        let curve = reward.curves[strategy]!
                        let own = [
                            Table.Cell("\(curve.candidates[index])"),
                            Table.Cell(estimate(curve.reward[index], curve.rewardError[index])),
                        ]
                        guard let gain = curve.gain, let error = curve.gainError else { return own }
                        return own + [Table.Cell(estimate(gain[index], error[index]))]
                    }
            },
            caption: (omegas.isEmpty
                ? ""
                : "Omega, the gain in area under the curve over best-of-N: \(omegas.joined(separator: ", ")). ")
                + "Errors of rewards are over random choices, those of differences over prompts.")
    }

    private static func sides(_ reward: ReplayFigures.Reward) -> [(String, ReplayFigures.Ranking)] {
        [("Clean", reward.ranking.base)]
            + (reward.ranking.noiseAware.map { [("Noise-aware", $0)] } ?? [])
    }

    private static func ranking(_ reward: ReplayFigures.Reward, steps: Int) -> LineChart {
        LineChart(
            series: sides(reward).map { name, ranking in
                Series(
                    name,
                    points: ranking.kendallTau.indices.map {
                        Series.Point(
                            Double($0), ranking.kendallTau[$0],
                            standardError: ranking.kendallTauError[$0])
                    })
            }, xLabel: "Step of the estimate, of \(steps)", yLabel: "Kendall's tau",
            caption:
                "Order of all candidates by their scores at a step against the order by \(reward.name) of the "
                + "finished picture, mean over prompts.", errorStyle: .band)
    }

    private static func rankingTable(_ reward: ReplayFigures.Reward) -> Table {
        let sides = sides(reward)
        return Table(
            columns: [.number("Step")]
                + sides.flatMap { name, _ -> [Table.Column] in
                    [
                        .number("\(name): tau"), .number("accuracy"), .number("gap"),
                        .number("accuracy at 25 %"), .number("gap"),
                    ]
                },
            rows: reward.ranking.base.kendallTau.indices.map { step in
                [Table.Cell("\(step)")]
                    + sides.flatMap { _, side in
                        [
                            side.kendallTau[step], side.topSelectionAccuracy[step],
                            side.topSelectionGap[step], side.topQuarterAccuracy[step],
                            side.topQuarterGap[step],
                        ].map { Table.Cell(NumberText.fixed($0, decimals: 3)) }
                    }
            },
            caption:
                "Accuracy: how often the best candidate of all survives when a share is kept, mean over shares of "
                + "5 % to 95 %; gap: by how much the best survivor is below it.")
    }

    private static func estimate(_ value: Double, _ error: Double) -> String {
        "\(NumberText.fixed(value, decimals: 4)) ± \(NumberText.fixed(error, decimals: 4))"
    }
}
