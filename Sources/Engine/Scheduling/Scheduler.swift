import Dispatch

/// Runs stages as their dependencies end and as cores and memory are free.
///
/// All state belongs to one serial queue, which is what makes the class safe to share; stages run on others. A
/// stage that waits, for resources or for another process, occupies no thread.
final class Scheduler: @unchecked Sendable {
    /// How often to look whether another process has finished a key.
    static let pollInterval = DispatchTimeInterval.milliseconds(50)

    /// Results that are looked for elsewhere at once; each has a thread, and most of them wait.
    static let maximumFetches = 8

    private let stages: [StageTask]
    private let capacity: StageResources
    private let maximumStages: Int
    private let keepsGoing: Bool
    private let cancellation: CancellationFlag
    private let work: any ScheduledWork

    private let control = DispatchQueue(label: "tweed.scheduler.control")
    private let attempts = DispatchQueue(label: "tweed.scheduler.attempts")
    private let fetchers = DispatchQueue(label: "tweed.scheduler.fetches", attributes: .concurrent)
    private let performers = DispatchQueue(label: "tweed.scheduler.stages", attributes: .concurrent)
    private let done = DispatchSemaphore(value: 0)

    private var dependents: [[Int]]
    private var missingDependencies: [Int]
    private var outcomes: [StageOutcome?]
    private var free: StageResources
    private var toAttempt: [Int] = []
    private var isAttempting = false
    private var toFetch: [Int] = []
    private var fetching = 0
    private var ready: [Int] = []
    private var busy: [Int] = []
    private var isPolling = false
    private var unfinished: Int
    private var running = 0
    private var hasFailed = false

    init(graph: StageGraph, options: RunOptions, work: any ScheduledWork) {
        stages = graph.stages
        capacity = StageResources(
            cores: max(options.capacity.cores, 1), memoryMegabytes: max(options.capacity.memoryMegabytes, 0))
        maximumStages = max(1, options.maximumStages ?? .max)
        keepsGoing = options.keepsGoing
        cancellation = options.cancellation
        self.work = work
        free = self.capacity
        unfinished = stages.count
        outcomes = Array(repeating: nil, count: stages.count)
        dependents = Array(repeating: [], count: stages.count)
        missingDependencies = Array(repeating: 0, count: stages.count)
        let positions = Dictionary(uniqueKeysWithValues: stages.enumerated().map { ($1.name, $0) })
        for (index, stage) in stages.enumerated() {
            let dependencies = stage.dependencies
            missingDependencies[index] = dependencies.count
            for name in dependencies { dependents[positions[name]!].append(index) }
        }
    }

    /// Blocks until every stage has ended one way or another.
    func run() -> [StageOutcome] {
        guard !stages.isEmpty else { return [] }
        control.async { [self] in
            toAttempt = stages.indices.filter { missingDependencies[$0] == 0 }
            advance()
        }
        done.wait()
        return control.sync { outcomes.map { $0! } }
    }

    /// Starts whatever can be started now.
    private func advance() {
        if cancellation.isCancelled {
            skip(ready + busy + toFetch + toAttempt)
        } else if hasFailed, !keepsGoing {
            // What is in the cache is still taken from there; nothing more is computed.
            skip(ready + busy + toFetch)
        }
        startAttempt()
        startFetches()
        startReady()
        poll()
        if unfinished == 0 { done.signal() }
    }

    private func startAttempt() {
        guard !isAttempting, !toAttempt.isEmpty else { return }
        let index = toAttempt.removeFirst()
        isAttempting = true
        attempts.async { [self] in
            let attempt = work.attempt(stages[index])
            control.async { [self] in
                isAttempting = false
                switch attempt {
                case .finished(let outcome): finish(index, outcome)
                case .elsewhere: insertSorted(index, into: &toFetch)
                case .ready: insertSorted(index, into: &ready)
                case .busy: insertSorted(index, into: &busy)
                }
                advance()
            }
        }
    }

    private func startFetches() {
        while fetching < Self.maximumFetches, !toFetch.isEmpty {
            let index = toFetch.removeFirst()
            fetching += 1
            fetchers.async { [self] in
                let outcome = work.fetch(stages[index])
                control.async { [self] in
                    fetching -= 1
                    if let outcome { finish(index, outcome) } else { insertSorted(index, into: &ready) }
                    advance()
                }
            }
        }
    }

    private func startReady() {
        for index in ready {
            let needed = resources(of: stages[index])
            // A small stage may overtake a large one: the graph is finite, so the large one's turn comes.
            guard running < maximumStages, needed.cores <= free.cores,
                needed.memoryMegabytes <= free.memoryMegabytes
            else { continue }
            ready.removeAll { $0 == index }
            running += 1
            free.cores -= needed.cores
            free.memoryMegabytes -= needed.memoryMegabytes
            performers.async { [self] in
                let outcome = work.perform(stages[index])
                control.async { [self] in
                    running -= 1
                    free.cores += needed.cores
                    free.memoryMegabytes += needed.memoryMegabytes
                    finish(index, outcome)
                    advance()
                }
            }
        }
    }

    private func poll() {
        guard !busy.isEmpty, !isPolling else { return }
        isPolling = true
        control.asyncAfter(deadline: .now() + Self.pollInterval) { [self] in
            isPolling = false
            toAttempt += busy
            busy.removeAll()
            advance()
        }
    }

    private func finish(_ index: Int, _ outcome: StageOutcome) {
        outcomes[index] = outcome
        if outcome.status == .failed { hasFailed = true }
        unfinished -= 1
        var open = [index]
        while let index = open.popLast() {
            for dependent in dependents[index] where outcomes[dependent] == nil {
                if outcomes[index]!.status.isSuccess {
                    missingDependencies[dependent] -= 1
                    if missingDependencies[dependent] == 0 { insertSorted(dependent, into: &toAttempt) }
                } else {
                    outcomes[dependent] = work.skip(stages[dependent], because: stages[index].name)
                    unfinished -= 1
                    open.append(dependent)
                }
            }
        }
    }

    /// Stages that were not started and will not be.
    private func skip(_ waiting: [Int]) {
        let indices = Set(waiting)
        ready.removeAll(where: indices.contains)
        busy.removeAll(where: indices.contains)
        toFetch.removeAll(where: indices.contains)
        toAttempt.removeAll(where: indices.contains)
        for index in waiting where outcomes[index] == nil {
            finish(index, work.skip(stages[index], because: nil))
        }
    }

    private func resources(of stage: StageTask) -> StageResources {
        StageResources(
            cores: min(max(stage.resources.cores, 1), capacity.cores),
            memoryMegabytes: min(max(stage.resources.memoryMegabytes, 0), capacity.memoryMegabytes))
    }

    private func insertSorted(_ index: Int, into list: inout [Int]) {
        list.insert(index, at: list.firstIndex { $0 > index } ?? list.endIndex)
    }
}
