import Engine

/// A stage that is running now.
struct ActiveStage {
    let name: String
    /// Seconds on a steady clock.
    let started: Double
    /// The process that computes the stage, where that is another run.
    var attachedTo: Int32?
    var isAttached = false
    private(set) var report: ProgressReport?
    private(set) var rate = RateEstimator()
    /// When the last line about it was printed, and how far it was then; for logs.
    var lastLine: (time: Double, fraction: Double)

    init(name: String, started: Double) {
        self.name = name
        self.started = started
        lastLine = (started, 0)
    }

    mutating func add(_ report: ProgressReport, at time: Double) {
        rate.add(report, at: time)
        self.report = report
    }

    /// From 0 to 1.
    var fraction: Double {
        guard let report, report.total > 0 else { return 0 }
        return min(1, max(0, Double(report.completed) / Double(report.total)))
    }
}
