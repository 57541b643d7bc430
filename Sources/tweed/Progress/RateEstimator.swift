import Engine

/// How fast a stage is going, from its latest reports.
struct RateEstimator {
    /// Seconds over which the rate is taken: long enough to be steady, short enough to follow a change.
    private static let window = 20.0
    private static let spacing = 0.2
    /// A rate from less time than this is noise.
    private static let shortest = 0.5

    private var samples: [(time: Double, completed: Int)] = []
    private var unit = ""
    private var total = 0

    /// - Parameter time: seconds on a steady clock.
    mutating func add(_ report: ProgressReport, at time: Double) {
        if report.unit != unit || report.total != total || report.completed < (samples.last?.completed ?? 0) {
            samples = []
            unit = report.unit
            total = report.total
        }
        // The latest always counts; those between two spaced samples do not.
        if samples.count >= 2,
            samples[samples.count - 1].time - samples[samples.count - 2].time < Self.spacing
        {
            samples.removeLast()
        }
        samples.append((time, report.completed))
        while samples.count > 2, time - samples[1].time >= Self.window { samples.removeFirst() }
    }

    /// Completed per second; nil as long as it is not known.
    var perSecond: Double? {
        guard let first = samples.first, let last = samples.last, last.completed > first.completed,
            last.time - first.time >= Self.shortest
        else { return nil }
        return Double(last.completed - first.completed) / (last.time - first.time)
    }

    /// Seconds until all is completed; nil as long as it is not known.
    func secondsLeft(at time: Double) -> Double? {
        guard let rate = perSecond, let last = samples.last, total > last.completed else { return nil }
        return max(0, Double(total - last.completed) / rate - (time - last.time))
    }
}
