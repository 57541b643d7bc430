import Methods
import Reports

/// What reports show of a training along rewards, of a noise hypernetwork as of the generator itself.
struct PostTrainingBlocks {
    /// Each way to draw with its name.
    let sides: [(name: String, side: HypernetworkFigures.Side)]
    let rewardGain: MeanEstimate
    let judgeGain: MeanEstimate?
    let curve: HypernetworkFigures.Curve?
    let skippedSteps: Int

    private var isJudged: Bool { sides.contains { $0.side.judge != nil } }

    /// Reward, judge and cost of each way to draw, and the gain.
    func table(caption: String) -> Table {
        func row(
            _ title: String, _ reward: MeanEstimate, _ judge: MeanEstimate?, _ cost: String
        ) -> [Table.Cell] {
            [Table.Cell(title), Table.Cell(Format.estimate(reward))]
                + (isJudged ? [Table.Cell(Format.percent(judge))] : []) + [Table.Cell(cost)]
        }
        return Table(
            columns: ["", .number("Reward")] + (isJudged ? [.number("Fully right")] : [])
                + [.number("Cost of a picture")],
            rows: sides.map { name, side in
                row(
                    name, side.reward, side.judge,
                    "\(NumberText.fixed(Double(side.macs) / 1e6, decimals: 1)) MMAC")
            } + [row("Gain, paired", rewardGain, judgeGain, "")], caption: caption)
    }

    /// Nil where each step learned something.
    var skipped: Paragraph? {
        guard skippedSteps > 0 else { return nil }
        let (steps, their) = skippedSteps == 1 ? ("step", "its") : ("steps", "their")
        return Paragraph(
            "\(skippedSteps) \(steps) of the training changed nothing, since \(their) loss or gradient was not a finite "
                + "number.")
    }

    /// Evaluations during the training, one chart for each figure; none without evaluations.
    var charts: [LineChart] {
        guard let curve else { return [] }
        let drawn = [
            (
                "reward", "Reward", 1.0, "Reward",
                "Evaluations during the training, of the first held-out prompts alone and always from the same noise."
            ),
            (
                "judge", "Fully right", 100, "Fully right, %",
                "The exact judge's verdicts in the same evaluations; nothing was trained on them."
            ),
            (
                "kl_bound", "Change", 1, "Half the mean squared norm of the change, nats",
                "How far the noise was moved in the same evaluations (kl_bound)."
            ),
        ]
        return drawn.compactMap { key, name, factor, label, caption in
            guard let values = curve.figures[key] else { return nil }
            let points = zip(curve.steps, values).compactMap { step, value in
                value.map { Series.Point(Double(step), $0 * factor) }
            }
            return LineChart(
                series: [Series(name, points: points)], xLabel: "Steps of the training", yLabel: label,
                caption: caption, includesZero: key == "kl_bound")
        }
    }
}
