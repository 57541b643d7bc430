/// What a scheduler needs to know about the work it orders.
protocol ScheduledWork: Sendable {
    /// Finds out what there is to do. Takes no cores worth counting.
    func attempt(_ stage: StageTask) -> Attempt
    /// Looks for its result elsewhere, which takes time but no cores; called only after `attempt` said `.elsewhere`.
    /// - Returns: nil where it is to be performed.
    func fetch(_ stage: StageTask) -> StageOutcome?
    /// Does it, with the declared resources reserved; called only after `attempt` said `.ready` or `fetch` found
    /// nothing.
    func perform(_ stage: StageTask) -> StageOutcome
    /// Gives it up; it may have been attempted.
    func skip(_ stage: StageTask, because: String?) -> StageOutcome
}

/// What an attempt found.
enum Attempt {
    case finished(StageOutcome)
    /// To be looked for elsewhere before it is performed.
    case elsewhere
    /// To be performed as soon as resources are free.
    case ready
    /// Others are at it; to be attempted again a little later.
    case busy
}
