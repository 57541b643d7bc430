import Foundation
import Methods

/// Tuned schedules as a person reads them.
struct TuningText {
    private let tuned: TunedSchedule

    init(_ tuned: TunedSchedule) { self.tuned = tuned }

    var lines: [StyledLine] {
        let combination =
            tuned.combination == "predicted"
            ? "the final reward that all scores so far predict" : "the last score"
        var schedules = TextTable(header: ["budget", "start", "keep", "cost", "cross-validated gain", "±"])
        for entry in tuned.schedules {
            let pruning = zip(entry.at, entry.keep)
                .map { "\(Self.fixed($1 * 100, 1)) % at step \($0)" }.joined(separator: ", ")
            schedules.add([
                Self.short(entry.budget), "\(entry.candidates)",
                pruning.isEmpty ? "all (best-of-N)" : pruning, Self.short(entry.cost),
                Self.figure(entry.crossValidatedGain), Self.figure(entry.crossValidatedGainStandardError),
            ])
        }
        var figures = TextTable(header: [
            "budget", "best-of-N", "±", "released", "±", "tuned", "±", "released gains", "±", "tuned gains",
            "±",
        ])
        for entry in tuned.schedules {
            guard let test = entry.test else { continue }
            figures.add(
                [Self.short(entry.budget)]
                    + [
                        test.bestOfN, test.bestOfNStandardError, test.released, test.releasedStandardError,
                        test.tuned, test.tunedStandardError, test.releasedGain,
                        test.releasedGainStandardError, test.gain, test.gainStandardError,
                    ].map(Self.figure))
        }
        return [
            StyledLine(
                "\(tuned.steps) steps; chosen on \(QuantityText.count(tuned.trainPrompts ?? 0, "prompt")), "
                    + "candidates pruned by \(combination)"), StyledLine(),
        ] + schedules.lines(indentation: 2) + [
            StyledLine(),
            StyledLine(
                "Final reward on \(tuned.testPrompts ?? 0) other prompts, within the budget; gains over best-of-N:"
            ),
            StyledLine(),
        ] + figures.lines(indentation: 2)
    }

    private static func figure(_ value: Double?) -> String { value.map { fixed($0, 4) } ?? "-" }

    private static func fixed(_ value: Double, _ decimals: Int) -> String {
        String(format: "%.\(decimals)f", value)
    }

    private static func short(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : fixed(value, 1)
    }
}
