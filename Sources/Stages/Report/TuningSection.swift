import Methods
import Reports

/// Which schedules were found, and what they gain on prompts that they were not chosen on.
struct TuningSection {
    let section: ReportSection

    init(_ tuned: TunedSchedule) {
        let prompts =
            tuned.trainPrompts.flatMap { train in
                tuned.testPrompts.map { "Chosen on \(train) prompts, judged on \($0) others. " }
            } ?? ""
        let combination =
            tuned.combination == "predicted"
            ? "Candidates are pruned by the final reward that all their scores so far predict."
            : "Candidates are pruned by their last score."
        section = ReportSection(
            "Tuned schedules",
            [
                Paragraph(
                    prompts + combination
                        + " One denoiser call costs \(NumberText.significant(tuned.costs.denoiser)), one score "
                        + "\(NumberText.significant(tuned.costs.verifier)); every call is counted."),
                Table(
                    columns: [
                        .number("Budget"), .number("Started"), "Pruning", .number("Cost"),
                        .number("Gain, cross-validated"),
                    ],
                    rows: tuned.schedules.map { entry in
                        [
                            Table.Cell(Self.short(entry.budget)), Table.Cell("\(entry.candidates)"),
                            Table.Cell(Self.pruning(entry)), Table.Cell(Self.short(entry.cost)),
                            Table.Cell(
                                Self.estimate(
                                    entry.crossValidatedGain, entry.crossValidatedGainStandardError)),
                        ]
                    }, caption: "The schedule for each budget of one prompt."),
                Table(
                    columns: [
                        .number("Budget"), .number("Best-of-N"), .number("Released"), .number("Tuned"),
                        .number("Released over best-of-N"), .number("Tuned over best-of-N"),
                    ],
                    rows: tuned.schedules.compactMap { entry in
                        entry.test.map { test in
                            [
                                Table.Cell(Self.short(entry.budget)),
                                Table.Cell(Self.estimate(test.bestOfN, test.bestOfNStandardError)),
                                Table.Cell(Self.estimate(test.released, test.releasedStandardError)),
                                Table.Cell(Self.estimate(test.tuned, test.tunedStandardError)),
                                Table.Cell(
                                    Self.estimate(test.releasedGain, test.releasedGainStandardError)),
                                Table.Cell(Self.estimate(test.gain, test.gainStandardError)),
                            ]
                        }
                    },
                    caption:
                        "Final reward of the winner on the prompts that nothing was chosen on, at no more than the "
                        + "budget. Differences are paired over prompts."),
            ])
    }

    private static func pruning(_ entry: TunedSchedule.Entry) -> String {
        guard !entry.at.isEmpty else { return "none: best-of-N" }
        return zip(entry.at, entry.keep)
            .map { "step \($0): keep \(NumberText.significant($1 * 100, digits: 3)) %" }.joined(
                separator: ", ")
    }

    private static func estimate(_ value: Double?, _ error: Double?) -> String {
        guard let value, let error else { return "" }
        return "\(NumberText.fixed(value, decimals: 4)) ± \(NumberText.fixed(error, decimals: 4))"
    }

    private static func short(_ value: Double) -> String { NumberText.significant(value, digits: 6) }
}
