import Engine

/// Work that moves bytes, shows how far it is, and can be stopped.
struct StoppableWork {
    /// What was done to the bytes so far: `packed`.
    let verb: String

    /// - Throws: what the work throws; `CommandFailure` with the exit code of the signal where it was stopped.
    func run<Value>(
        _ work: (_ cancellation: CancellationFlag, _ progress: (_ done: Int64, _ all: Int64) -> Void) throws
            ->
            Value
    ) throws -> Value {
        let cancellation = CancellationFlag()
        let signals = StopSignals(cancellation: cancellation) {}
        var meter = ByteMeter(stream: .error, verb: verb)
        defer { meter.finish() }
        do {
            return try work(cancellation) { meter.show($0, of: $1) }
        } catch is CancelledError {
            meter.finish()
            let signal = signals.received.flatMap { ExitStatus(rawValue: 128 + $0) }
            throw CommandFailure(status: signal ?? .failed, text: "Stopped; nothing was left behind\n")
        }
    }
}
