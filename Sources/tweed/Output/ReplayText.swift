import Foundation
import Methods
import Replay

/// A replay as a person reads it.
struct ReplayText {
    private let figures: ReplayFigures

    init(_ figures: ReplayFigures) { self.figures = figures }

    private static let titles: [(SearchStrategy, String)] = [
        (.bestOfN, "best-of-N"), (.ttsp, "TTSp"), (.ttsnap, "TTSnap"),
    ]

    var lines: [StyledLine] {
        let settings = figures.settings
        let pruning =
            zip(settings.at, settings.keep).map { "\($1) at step \($0)" }.joined(separator: ", ")
        var lines = [
            StyledLine(
                "\(settings.prompts) prompts x \(settings.candidates) candidates x \(settings.steps) steps; "
                    + "\(QuantityText.count(settings.subsets, "subset")), costs as in \(settings.accounting.rawValue)"
            ),
            StyledLine(pruning.isEmpty ? "no pruning" : "keeps \(pruning)"),
        ]
        for reward in figures.rewards { lines += self.lines(reward) }
        return lines
    }

    private func lines(_ reward: ReplayFigures.Reward) -> [StyledLine] {
        var lines = [StyledLine(), StyledLine(TerminalText.harmless(reward.name), .bold)]
        let shown = Self.titles.filter { reward.curves[$0.0] != nil }
        var table = TextTable(header: ["budget"] + shown.flatMap { [$0.1, "", "±"] })
        for (index, budget) in reward.curves.budgets.enumerated() {
            table.add(
                [Self.short(budget)]
                    + shown.flatMap { strategy, _ -> [String] in
                        let curve = reward.curves[strategy]!
                        return [
                            "\(curve.candidates[index])", Self.fixed(curve.reward[index], 4),
                            Self.fixed(curve.rewardError[index], 4),
                        ]
                    })
        }
        lines += table.lines(indentation: 2)
        for (name, omega) in [("TTSp", reward.omega.ttsp), ("TTSnap", reward.omega.ttsnap)] {
            guard let omega else { continue }
            lines.append(StyledLine("  Omega of \(name): \(Self.fixed(omega, 1)) %"))
        }
        return lines + [StyledLine()] + ranking(reward.ranking).lines(indentation: 2)
    }

    /// How well each step foretells the end: clean rewards, then noise-aware ones.
    private func ranking(_ ranking: ReplayFigures.Rankings) -> TextTable {
        let sides = [ranking.base] + (ranking.noiseAware.map { [$0] } ?? [])
        let names = ["tau", "top", "gap", "top 25 %", "gap 25 %"]
        var table = TextTable(
            header: ["step"] + names + (sides.count > 1 ? names.map { "aware " + $0 } : []))
        for step in ranking.base.kendallTau.indices {
            table.add(
                ["\(step)"]
                    + sides.flatMap { side in
                        [
                            side.kendallTau[step], side.topSelectionAccuracy[step],
                            side.topSelectionGap[step], side.topQuarterAccuracy[step],
                            side.topQuarterGap[step],
                        ].map { Self.fixed($0, 3) }
                    })
        }
        return table
    }

    private static func fixed(_ value: Double, _ decimals: Int) -> String {
        String(format: "%.\(decimals)f", value)
    }

    private static func short(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
    }
}
