import CInstructions
import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A thread of the pool: spins for a short while for the next job, then sleeps until woken.
final class PoolWorker: Sendable {
    /// How long to spin, in nanoseconds: about what lies between two small operations, and what it costs to sleep and wake.
    static let spinTime: UInt64 = 50_000

    /// After so long the system is asked at each turn whether another thread wants the processor: on a busy machine it may be
    /// the very one that is waited for.
    static let politeTime: UInt64 = 5_000

    /// With one processor, spinning would only keep the other threads from running; so it would for the workers beyond
    /// the processors.
    private let spins: Bool
    private let number: Int
    private let sleeping = Atomic<Bool>(false)
    private let semaphore = DispatchSemaphore(value: 0)

    /// Starts the thread, which keeps this object and the pool.
    init(number: Int, of pool: WorkerPool) {
        self.number = number
        spins = number < Compute.activeCores
        // A serial queue of its own is a thread of its own, for as long as its work takes: here, for ever.
        DispatchQueue(label: "tweed.worker.\(number)", qos: .userInitiated).async { self.work(for: pool) }
    }

    /// Wakes it up if it sleeps. Called after the count of jobs was raised.
    func wake() {
        // Sequentially consistent, as are the worker's two steps: one of the two sees the other.
        guard sleeping.load(ordering: .sequentiallyConsistent) else { return }
        if sleeping.exchange(false, ordering: .sequentiallyConsistent) { semaphore.signal() }
    }

    private func work(for pool: WorkerPool) {
        var seen = 0
        while true {
            // The count first: a job that is opened later raises it again.
            seen = pool.jobs.load(ordering: .sequentiallyConsistent)
            pool.help(worker: number)
            if spins, Self.spin(until: { pool.jobs.load(ordering: .relaxed) != seen }) { continue }
            sleeping.store(true, ordering: .sequentiallyConsistent)
            if pool.jobs.load(ordering: .sequentiallyConsistent) != seen,
                sleeping.exchange(false, ordering: .sequentiallyConsistent)
            {
                continue
            }
            semaphore.wait()
        }
    }

    /// Waits for a condition without falling asleep, for `spinTime` at most.
    ///
    /// - Returns: Whether it came true.
    @inline(__always)
    static func spin(until condition: () -> Bool) -> Bool {
        if Compute.activeCores == 1 { return condition() }
        let start = DispatchTime.now().uptimeNanoseconds
        while true {
            for _ in 0..<16 {
                if condition() { return true }
                tweed_pause()
            }
            let passed = DispatchTime.now().uptimeNanoseconds &- start
            if passed > spinTime { return false }
            if passed > politeTime { sched_yield() }
        }
    }
}
