import CInstructions
import Dispatch
import Synchronization

/// Threads that help with tiles. There is one pool; one caller at a time has it, and who finds it taken (a tile that
/// itself has tiles, another stage) does its tiles alone, so that there are never more busy threads than callers and cores.
///
///     caller:  take - write job - open the gate - wake - own tiles - close the gate - wait for who is inside - release
///     worker:  spin or sleep ................... - enter the gate - tiles ........... - leave the gate - spin or sleep
///
/// A worker that comes too late finds the gate closed and is not waited for. A worker without work spins for
/// `PoolWorker.spinTime`, as the next operation mostly follows at once, then sleeps.
final class WorkerPool: Sendable {
    static let shared = WorkerPool()

    /// More are not started, whatever the caller wants.
    static let mostWorkers = 255

    /// One who opens a gate has this body run for each tile.
    typealias Body = (_ tile: Int, _ worker: Int) -> Void

    private let taken = Atomic<Bool>(false)
    /// How many workers are inside, and two flags.
    private let gate = Atomic<Int>(WorkerPool.closed)
    private static let closed = 1 << 32
    /// The caller sleeps until the last one has left.
    private static let awaited = 1 << 33
    private let allLeft = DispatchSemaphore(value: 0)
    /// Counts jobs, for workers to notice a new one.
    let jobs = Atomic<Int>(0)
    private let nextTile = Atomic<Int>(0)

    // Written by the one who has taken the pool while the gate is closed and nobody inside; read by those inside.
    private nonisolated(unsafe) var body: UnsafePointer<Body>?
    private nonisolated(unsafe) var tileCount = 0
    private nonisolated(unsafe) var workerCount = 0
    /// Written and read by the one who has taken the pool.
    private nonisolated(unsafe) var workers: [PoolWorker] = []

    private init() {}

    /// Runs `body` for the tiles `0..<count` on the calling thread and up to `helpers` others.
    ///
    /// - Returns: False, with nothing run, if another has the pool.
    func run(_ count: Int, helpers: Int, _ body: Body) -> Bool {
        let wanted = min(helpers, Self.mostWorkers)
        if taken.exchange(true, ordering: .acquiring) { return false }
        while workers.count < wanted { workers.append(PoolWorker(number: workers.count + 1, of: self)) }
        withoutActuallyEscaping(body) { body in
            withUnsafePointer(to: body) { body in
                self.body = body
                tileCount = count
                workerCount = wanted
                nextTile.store(0, ordering: .relaxed)
                gate.store(0, ordering: .releasing)
                jobs.wrappingAdd(1, ordering: .sequentiallyConsistent)
                for index in 0..<wanted { workers[index].wake() }
                runTiles(worker: 0)
                waitUntilAllLeft()
                self.body = nil
            }
        }
        taken.store(false, ordering: .releasing)
        return true
    }

    /// A worker's part in the job that is open now, if there is one, and it is for this worker.
    func help(worker: Int) {
        var inside = gate.load(ordering: .relaxed)
        while true {
            if inside & Self.closed != 0 { return }
            let result = gate.weakCompareExchange(
                expected: inside, desired: inside + 1, successOrdering: .acquiring, failureOrdering: .relaxed)
            if result.exchanged { break }
            inside = result.original
        }
        if worker <= workerCount { runTiles(worker: worker) }
        let left = gate.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue
        if left == Self.closed | Self.awaited { allLeft.signal() }
    }

    /// Takes tile after tile, then closes the gate. Never inlined, so that nothing of the body is held after it.
    @inline(never)
    private func runTiles(worker: Int) {
        guard let body else { return }
        while true {
            let tile = nextTile.wrappingAdd(1, ordering: .relaxed).oldValue
            if tile >= tileCount { break }
            body.pointee(tile, worker)
        }
        gate.bitwiseOr(Self.closed, ordering: .acquiringAndReleasing)
    }

    private func waitUntilAllLeft() {
        if gate.load(ordering: .acquiring) == Self.closed { return }
        if PoolWorker.spin(until: { gate.load(ordering: .acquiring) == Self.closed }) { return }
        let (inside, _) = gate.bitwiseOr(Self.awaited, ordering: .acquiringAndReleasing)
        // Nobody enters a closed gate: either all have left by now, or the last one sees the flag.
        if inside != Self.closed { allLeft.wait() }
    }
}
