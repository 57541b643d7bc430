import Engine
import Stages

/// What a run says at its start and at its end.
struct RunText {
    let result: RecipeRunResult
    let wasInterrupted: Bool

    static let stopping = StyledLine(
        "Stopping: running stages save their state (once more to end at once)", .yellow)

    /// `quickstart: 7 stages, 2 cached, 5 to run`
    static func plan(_ plan: Plan, recipe: String) -> StyledLine {
        var cached = 0
        var elsewhere = 0
        var open = 0
        var running = 0
        for stage in plan.stages {
            switch stage.decision {
            case .cached: cached += 1
            case .fetch: elsewhere += 1
            case .maybe: open += 1
            case .run, .impossible: running += 1
            }
        }
        var parts = [QuantityText.count(plan.stages.count, "stage")]
        if cached > 0 { parts.append("\(cached) cached") }
        if elsewhere > 0 { parts.append("\(elsewhere) to fetch") }
        if running > 0 { parts.append("\(running) to run") }
        if open > 0 { parts.append("\(open) to run unless what they use comes out the same") }
        var line = StyledLine(recipe, .bold)
        line.append(": " + parts.joined(separator: ", "))
        return line
    }

    func success(isQuiet: Bool) -> [StyledLine] {
        let stages = result.summary.stages
        let cached = stages.count { $0.status == .cached }
        var lines: [StyledLine] = []
        if !isQuiet {
            let time = QuantityText.duration(result.summary.seconds)
            var line = StyledLine("Finished", .green)
            if cached == stages.count {
                line.append(
                    " in \(time): nothing to do, \(cached == 1 ? "the result is" : "all results are") cached")
            } else {
                line.append(" in \(time): \(stages.count - cached) computed")
                if cached > 0 { line.append(", \(cached) cached") }
            }
            lines.append(line)
        }
        var place = StyledLine(result.report == nil ? "Results: " : "Report:  ", .bold)
        place.append(ShownPath.text(result.report ?? result.outputsFolder))
        lines.append(place)
        return lines
    }

    /// Which stage, what, and what to do.
    var trouble: [StyledLine] {
        var lines: [StyledLine] = []
        for stage in result.summary.stages {
            if let error = stage.error {
                lines += message("error", "stage \(stage.name) failed: \(error)")
            } else if let error = stage.presentationError {
                lines += message("error", "the results of stage \(stage.name) cannot be shown: \(error)")
            }
        }
        if let error = result.placementError { lines += message("error", "\(error)") }
        let time = QuantityText.duration(result.summary.seconds)
        let waiting = result.summary.stages.count { $0.status == .skipped && $0.skippedBecause == nil }
        if !wasInterrupted, waiting > 0 {
            let isOne = waiting == 1
            lines.append(
                StyledLine(
                    "\(QuantityText.count(waiting, "stage")) that \(isOne ? "does" : "do") not need what failed "
                        + "\(isOne ? "was" : "were") not started; --keep-going runs \(isOne ? "it" : "them")",
                    .plain))
        }
        if wasInterrupted {
            lines.append(StyledLine("Stopped", .yellow).appending(" after \(time)"))
        } else {
            lines.append(StyledLine("Failed", .red).appending(" after \(time)"))
        }
        lines.append(StyledLine(advice, .plain))
        return lines
    }

    private var advice: String {
        let done = result.summary.stages.count { $0.status.isSuccess }
        let kept =
            done > 0 ? "; \(QuantityText.count(done, "finished stage")) will not be computed again" : ""
        return wasInterrupted
            ? "Run the same command again to go on from here" + kept
            : "Put that right and run the same command again" + kept
    }

    private func message(_ label: String, _ text: String) -> [StyledLine] {
        let parts = text.split(separator: "\n", omittingEmptySubsequences: true)
        return parts.enumerated().map { index, part in
            var line = index == 0 ? StyledLine(label + ": ", .red) : StyledLine("       ")
            line.append(String(part))
            return line
        }
    }
}
