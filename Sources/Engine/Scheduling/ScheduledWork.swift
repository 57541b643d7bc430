/// What a scheduler needs to know about the work it orders.
protocol ScheduledWork: Sendable {
    /// Finds out what there is to do. Takes no cores worth counting.
    func attempt(_ stage: StageTask) -> Attempt
    /// Does it, with the declared resources reserved; called only after `attempt` said `.ready`.
    func perform(_ stage: StageTask) -> StageOutcome
    /// Gives it up; it may have been attempted.
    func skip(_ stage: StageTask, because: String?) -> StageOutcome
}

/// What an attempt found.
enum Attempt {
    case finished(StageOutcome)
    /// To be performed as soon as resources are free.
    case ready
    /// Others are at it; to be attempted again a little later.
    case busy
}
