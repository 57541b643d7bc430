import Methods
import Reports

/// The generator before and after it was trained along rewards itself.
struct FineTuningSection {
    let section: ReportSection

    init(_ figures: FineTuningFigures) {
        let blocks = PostTrainingBlocks(
            sides: [("One step", figures.base), ("One step, fine-tuned", figures.tuned)],
            rewardGain: figures.rewardGain, judgeGain: figures.judgeGain, curve: figures.curve,
            skippedSteps: figures.skippedSteps)
        section = ReportSection(
            "Direct fine-tuning",
            [
                Paragraph(
                    "Low-rank terms of the generator itself, trained along rewards: the rival of a noise "
                        + "hypernetwork. Nothing holds its pictures to what the generator drew before."),
                blocks.table(
                    caption:
                        "\(figures.prompts) held-out prompts, \(figures.imagesPerPrompt) pictures each, from the same "
                        + "noise before and after."),
            ] + [blocks.skipped].compactMap { $0 } + blocks.charts)
    }
}
