import Dispatch
import Synchronization

/// Independent tasks on several threads; results stand in the order of the tasks, whichever ends first.
enum ParallelTasks {
    private struct State<Result: Sendable>: Sendable {
        var next = 0
        var done = 0
        var results: [Result?]
        var failure: (task: Int, error: any Error)?
    }

    /// - Parameter finished: called with the number of tasks done, one call at a time.
    static func run<Result: Sendable>(
        _ count: Int, threads: Int, finished: @Sendable (Int) -> Void = { _ in },
        _ body: @Sendable (Int) throws -> Result
    ) throws -> [Result] {
        let state = Mutex(State<Result>(results: Array(repeating: nil, count: count)))
        DispatchQueue.concurrentPerform(iterations: max(1, min(threads, count))) { _ in
            while true {
                let task: Int? = state.withLock { state in
                    guard state.failure == nil, state.next < count else { return nil }
                    defer { state.next += 1 }
                    return state.next
                }
                guard let task else { return }
                do {
                    let result = try body(task)
                    state.withLock {
                        $0.results[task] = result
                        $0.done += 1
                        finished($0.done)
                    }
                } catch {
                    state.withLock { state in
                        if task < (state.failure?.task ?? count) { state.failure = (task, error) }
                    }
                }
            }
        }
        return try state.withLock {
            if let failure = $0.failure { throw failure.error }
            return $0.results.compactMap { $0 }
        }
    }
}
