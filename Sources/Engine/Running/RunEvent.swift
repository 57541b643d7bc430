/// What happens during a run, in the order in which it happens for each stage.
public enum RunEvent: Sendable {
    /// `reasons` say why the stage is not taken from the cache.
    case started(stage: String, kind: String, key: Digest, reasons: [PlanReason])
    /// Another run computes the same key; this one waits for its result.
    case attached(stage: String, process: Int32?)
    /// Of this run, or of the run that a stage is attached to.
    case progress(stage: String, ProgressReport)
    /// The stage's result came from elsewhere; `bytes` were not in the cache yet.
    case fetched(stage: String, from: String, bytes: Int64)
    case note(stage: String, String)
    case resumed(stage: String, from: String)
    /// Files among the shown results had been edited; they were moved here and not lost.
    case keptAside(stage: String, path: String)
    /// Something failed on which no result depends.
    case warning(stage: String, any Error)
    /// The stage's end, whatever it was.
    case finished(StageOutcome)
}
