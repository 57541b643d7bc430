import Methods
import Reports

/// The one-step generator with and without improved noise.
struct HypernetworkSection {
    let section: ReportSection

    init(_ figures: HypernetworkFigures) {
        let blocks = PostTrainingBlocks(
            sides: [("One step", figures.base), ("One step, hypernetwork", figures.hypernetwork)],
            rewardGain: figures.rewardGain, judgeGain: figures.judgeGain, curve: figures.curve,
            skippedSteps: figures.skippedSteps ?? 0)
        var all: [any ReportBlock] = [
            Paragraph(
                "Trained once, it moves the noise before the single step of a distilled generator; the generator "
                    + "itself stays as it is."),
            blocks.table(
                caption:
                    "\(figures.prompts) held-out prompts, \(figures.imagesPerPrompt) pictures each. The mean "
                    + "square of the change of the noise is \(NumberText.significant(figures.change))."),
        ]
        if let divergence = Self.divergence(figures) { all.append(divergence) }
        if let skipped = blocks.skipped { all.append(skipped) }
        section = ReportSection("Noise hypernetwork", all + blocks.charts)
    }

    /// How far the improved noise is from standard normal noise; nil in figures of older versions.
    private static func divergence(_ figures: HypernetworkFigures) -> Paragraph? {
        guard let bound = figures.klBound else { return nil }
        var text =
            "The divergence of the improved noise from standard normal noise is half the mean squared norm of the "
            + "change, \(NumberText.significant(bound)) nats (kl_bound), and a second part that depends on how the change "
            + "stretches the noise. "
        switch (figures.lipschitz, figures.klBoundError) {
        case (nil, _): text += "That stretch was not measured, so that nothing is known of the second part. "
        case (let stretch?, let error?):
            text +=
                "The largest stretch that was measured is \(NumberText.significant(stretch)) (lipschitz); were it the "
                + "largest there is, the second part would be at most \(NumberText.significant(error)) nats in size "
                + "(kl_bound_error). "
        case (let stretch?, nil):
            text +=
                "The largest stretch that was measured is \(NumberText.significant(stretch)) (lipschitz); as it is not "
                + "below 1, nothing limits the second part. "
        }
        return Paragraph(
            text
                + "The divergence of the pictures from those of the generator is not larger than that of the noise."
        )
    }
}
