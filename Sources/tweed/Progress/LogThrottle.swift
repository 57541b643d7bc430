/// Decides which progress reports become lines of a log: none sooner than 5 s after the last line of the stage, and
/// then only 10 % further or after a minute of silence.
struct LogThrottle {
    static let shortest = 5.0
    static let longest = 60.0
    static let step = 0.1 - 1e-9

    /// - Parameter time: seconds on a steady clock.
    func passes(_ stage: inout ActiveStage, at time: Double) -> Bool {
        let silence = time - stage.lastLine.time
        let advance = stage.fraction - stage.lastLine.fraction
        // A stage may count anew for its next part.
        guard silence >= Self.shortest, abs(advance) >= Self.step || silence >= Self.longest else {
            return false
        }
        stage.lastLine = (time, stage.fraction)
        return true
    }
}
