import Engine
import Foundation

/// Words the events of a run that leave permanent lines.
struct EventLines {
    /// Columns for the names of all stages.
    let nameWidth: Int
    private static let timeWidth = 10
    private static let sizeWidth = 9

    init(names: [String]) {
        nameWidth = names.map(TerminalText.width(of:)).max() ?? 0
    }

    func lines(for event: RunEvent) -> [StyledLine] {
        switch event {
        case .started(let stage, _, _, let reasons):
            // On a first run there is nothing to explain, and what was stopped says itself where it goes on.
            let told = reasons.filter { reason in
                switch reason {
                case .neverRan, .unfinished: false
                default: true
                }
            }
            guard !told.isEmpty else { return [] }
            return [line("·", .dim, stage, "runs: " + told.map { $0.text() }.joined(separator: "; "), .dim)]
        case .attached(let stage, let process):
            let who = process.map { "another run (process \($0))" } ?? "another run"
            return [line("·", .dim, stage, "\(who) computes this already; waiting for its result", .dim)]
        case .progress: return []
        case .fetched(let stage, let source, let bytes):
            return [line("↓", .cyan, stage, "\(QuantityText.bytes(bytes)) from \(source)", .dim)]
        case .note(let stage, let text): return [line("·", .cyan, stage, text)]
        case .resumed(let stage, let position):
            return [line("↻", .cyan, stage, "goes on from \(position)")]
        case .keptAside(let stage, let path):
            let shown = ShownPath.text(path)
            return [
                line("!", .yellow, stage, "the results had been edited; the edited files are in \(shown)")
            ]
        case .warning(let stage, let error): return [line("!", .yellow, stage, "warning: \(error)")]
        case .finished(let outcome): return finished(outcome)
        }
    }

    private func finished(_ outcome: StageOutcome) -> [StyledLine] {
        let time = QuantityText.duration(outcome.seconds)
        switch outcome.status {
        case .ran, .resumed, .cached: return [succeeded(outcome)] + presentation(outcome)
        case .failed:
            // The whole error comes at the end of the run, where it will be looked for.
            let summary = outcome.error.flatMap { "\($0)".split(separator: "\n").first }
            return [
                line(
                    "✗", .red, outcome.name, "failed after \(time)" + (summary.map { ": \($0)" } ?? ""), .red)
            ]
        case .cancelled: return [line("■", .yellow, outcome.name, "stopped after \(time)", .yellow)]
        case .skipped:
            let why = outcome.skippedBecause.map { "not started, because it needs \($0)" } ?? "not started"
            return [line("-", .dim, outcome.name, why, .dim)]
        }
    }

    private func succeeded(_ outcome: StageOutcome) -> StyledLine {
        let time = outcome.status == .cached ? "cached" : QuantityText.duration(outcome.seconds)
        let size = QuantityText.bytes(outcome.outputs.values.reduce(0) { $0 + $1.size })
        var line = line(
            "✓", .green, outcome.name, TerminalText.padded(time, to: Self.timeWidth),
            outcome.status == .cached ? .dim : .plain)
        line.append("  " + TerminalText.padded(size, to: Self.sizeWidth), .dim)
        if let key = outcome.key { line.append("  " + key.short, .dim) }
        return line
    }

    private func presentation(_ outcome: StageOutcome) -> [StyledLine] {
        guard outcome.presentationError != nil else { return [] }
        return [line("✗", .red, outcome.name, "the result is in the cache, but cannot be shown", .red)]
    }

    private func line(
        _ mark: String, _ markStyle: StyledLine.Style, _ stage: String, _ text: String,
        _ style: StyledLine.Style = .plain
    ) -> StyledLine {
        var line = StyledLine(mark, markStyle)
        line.append(" " + TerminalText.padded(stage, to: nameWidth) + "  ")
        line.append(text, style)
        return line
    }
}
