import Methods
import Recipes
import Reports

/// What each strategy found at each budget.
struct SearchSection {
    let section: ReportSection

    /// - Parameter source: for the pictures of survivors.
    init(_ figures: SearchFigures.File, source: ReportSource) throws {
        func chart(_ label: String, caption: String, _ value: (SearchFigures.Row) -> MeanEstimate?)
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
                            $0.gigaMACs < $1.gigaMACs
                        }
                        .compactMap { row in
                            guard let estimate = value(row) else { return nil }
                            return Series.Point(
                                row.gigaMACs, estimate.mean,
                                standardError: estimate.standardError)
                        })
                }, xLabel: "Budget of one prompt, GMAC", yLabel: label, caption: caption, errorStyle: .bars)
        }
        let pruning = zip(figures.at, figures.keep)
            .map { "step \($0): keep \(NumberText.significant($1 * 100, digits: 3)) %" }.joined(
                separator: ", ")
        var blocks: [any ReportBlock] = [
            Paragraph(
                "Every strategy gets the same budget and the same noise; each model call is counted. "
                    + (pruning.isEmpty ? "" : "Pruning: \(pruning).")),
            chart("Reward of the winner", caption: "Clean reward of the chosen picture.", { $0.reward }),
        ]
        let isJudged = figures.rows.contains { $0.judge != nil }
        if isJudged {
            blocks.append(
                chart(
                    "Captions fully right", caption: "Share of prompts whose chosen picture is right.",
                    \.judge))
        }
        let survivors = try SurvivorTables(figures, source: source).blocks
        section = ReportSection(
            "Search",
            blocks + [
                Self.funnels(figures)
            ] + survivors + [
                Table(
                    columns: [
                        "Strategy", .number("Budget"), .number("Counted"), .number("Candidates"),
                        .number("Reward"),
                    ] + (isJudged ? [.number("Fully right")] : []),
                    rows: figures.rows.map { row in
                        [
                            Table.Cell(row.strategy.title), Table.Cell(Format.budget(row.budget)),
                            Table.Cell(Format.gigaMACs(row.macs)),
                            Table.Cell("\(row.candidates)"), Table.Cell(Format.estimate(row.reward)),
                        ] + (isJudged ? [Table.Cell(Format.percent(row.judge))] : [])
                    },
                    caption:
                        "\(figures.prompts) prompts, \(figures.repeats == 1 ? "one search" : "\(figures.repeats) searches") each. "
                        + "One denoiser call is "
                        + "\(NumberText.fixed(Double(figures.denoiserMACs) / 1e6, decimals: 1)) MMAC, "
                        + (figures.decoderMACs.map {
                            "one decoding \(NumberText.fixed(Double($0) / 1e6, decimals: 1)) MMAC, "
                        } ?? "") + "one score "
                        + "\(NumberText.fixed(Double(figures.verifierMACs) / 1e6, decimals: 1)) MMAC."),
                Table(
                    columns: [
                        "Difference", .number("Budget"), .number("Reward"), .number("in errors"),
                    ] + (isJudged ? [.number("Fully right"), .number("in errors")] : []),
                    rows: figures.differences.map { difference in
                        [
                            Table.Cell("\(difference.strategy.title) over \(difference.over.title)"),
                            Table.Cell(Format.budget(difference.budget)),
                            Table.Cell(Format.estimate(difference.reward)),
                            Table.Cell(Format.errors(difference.reward)),
                        ]
                            + (isJudged
                                ? [
                                    Table.Cell(Format.percent(difference.judge)),
                                    Table.Cell(Format.errors(difference.judge)),
                                ] : [])
                    }, caption: "Paired over prompts; \"in errors\" is the difference in its standard errors."
                ),
            ])
    }

    /// How many candidates each strategy scored, and how many of them went on.
    private static func funnels(_ figures: SearchFigures.File) -> Table {
        Table(
            columns: ["Funnel", .number("Budget"), .number("Started"), "Scored → kept"],
            rows: figures.rows.map { row in
                [
                    Table.Cell(row.strategy.title), Table.Cell(Format.budget(row.budget)),
                    Table.Cell("\(row.candidates)"), Table.Cell(levels(row)),
                ]
            },
            caption:
                "Candidates of one prompt at each level. A level at which all go on is not scored."
                + (figures.callSeconds == nil
                    ? ""
                    : " Seconds are those of the calls"
                        + (figures.secondsAreMeasured == true
                            ? ", measured once: another run finds others, unless \"call_seconds\" repeats these."
                            : ", as the recipe gives them."))
        )
    }

    private static func levels(_ row: SearchFigures.Row) -> String {
        guard row.strategy != .zeroOrder || row.levels.count < 2 else {
            return "\(row.levels.count) rounds of up to \(row.levels[0].scored) → 1"
        }
        return row.levels.map { level in
            (level.step.map { "step \($0): " } ?? "end: ") + "\(level.scored) → \(level.kept)"
        }.joined(separator: ", ")
    }
}

extension SearchFigures.Row {
    /// The budget; what was counted where it is of another kind.
    fileprivate var gigaMACs: Double {
        if case .multiplyAccumulates(let limit) = budget { Double(limit) / 1e9 } else { Double(macs) / 1e9 }
    }
}
