import Engine

/// The line that shows one running stage.
struct ProgressLine {
    private static let spinner = Array("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏")

    let stage: ActiveStage
    /// Columns for the names of all stages.
    let nameWidth: Int
    /// Seconds on a steady clock.
    let time: Double

    /// For a terminal: as much as fits into `columns`.
    func live(columns: Int) -> StyledLine {
        var head = StyledLine(spinnerFrame, .cyan)
        head.append(" " + TerminalText.padded(stage.name, to: nameWidth) + "  ", .bold)
        guard let report = stage.report else { return head.appending(waitingText, .dim) }
        for layout in Layout.all {
            let line = self.line(head, report, layout)
            if line.width <= columns { return line }
        }
        return self.line(head, report, Layout.all[Layout.all.count - 1])
    }

    /// For a log: `narf  120/300 steps (40 %), 4.1/s, 44 s left, loss 0.0312`.
    var plain: StyledLine {
        var line = StyledLine("  " + TerminalText.padded(stage.name, to: nameWidth) + "  ")
        guard let report = stage.report else { return line.appending(waitingText) }
        var parts = [counted(report) + (report.total > 0 ? " (\(Int(stage.fraction * 100)) %)" : "")]
        parts += [rateText, leftText, metricText(report), report.message].compactMap { $0 }
        line.append(parts.joined(separator: ", "))
        return line
    }

    /// What to show, from wide to narrow terminals.
    private struct Layout {
        var bar: Int
        var rate = true
        var left = true
        var metric = true
        var message = false

        static let all = [
            Layout(bar: 28, message: true), Layout(bar: 28), Layout(bar: 20), Layout(bar: 20, rate: false),
            Layout(bar: 12, rate: false), Layout(bar: 12, rate: false, metric: false),
            Layout(bar: 6, rate: false, metric: false), Layout(bar: 0, rate: false, metric: false),
            Layout(bar: 0, rate: false, left: false, metric: false),
        ]
    }

    private func line(_ head: StyledLine, _ report: ProgressReport, _ layout: Layout) -> StyledLine {
        var line = head
        if layout.bar > 0, report.total > 0 {
            line.append(bar(columns: layout.bar))
            line.append("  ")
        }
        line.append(counted(report))
        if layout.rate, let rateText { line.append("  " + rateText, .dim) }
        if layout.left, let leftText { line.append("  " + leftText) }
        if layout.metric, let metric = metricText(report) { line.append("  " + metric, .cyan) }
        if layout.message, let message = report.message { line.append("  " + message, .dim) }
        return line
    }

    private func bar(columns: Int) -> StyledLine {
        let halves = Int(stage.fraction * Double(columns * 2))
        let full = String(repeating: "━", count: halves / 2) + (halves % 2 == 1 ? "╸" : "")
        var line = StyledLine(full, .green)
        line.append(String(repeating: "─", count: columns - (halves + 1) / 2), .dim)
        return line
    }

    private var spinnerFrame: String {
        String(Self.spinner[Int(max(0, time) * 10) % Self.spinner.count])
    }

    private var waitingText: String {
        if stage.isAttached {
            let process = stage.attachedTo.map { " (process \($0))" } ?? ""
            return "waiting for another run\(process) that computes the same"
        }
        return "running for \(QuantityText.duration((time - stage.started).rounded(.down)))"
    }

    private func counted(_ report: ProgressReport) -> String {
        report.total > 0
            ? "\(report.completed)/\(report.total) \(report.unit)" : "\(report.completed) \(report.unit)"
    }

    private var rateText: String? { stage.rate.perSecond.map(QuantityText.rate) }

    private var leftText: String? {
        stage.rate.secondsLeft(at: time).map { QuantityText.duration(max(1, $0.rounded())) + " left" }
    }

    /// One value: the loss where there is one, since it is what people watch.
    private func metricText(_ report: ProgressReport) -> String? {
        let names = ["loss", "reward"].filter { report.metrics[$0] != nil } + report.metrics.keys.sorted()
        guard let name = names.first, let value = report.metrics[name] else { return nil }
        return "\(name) \(QuantityText.value(value))"
    }
}
