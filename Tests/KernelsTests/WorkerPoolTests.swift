import Dispatch
import Foundation
import Kernels
import Synchronization
import Testing

@Suite struct WorkerPoolTests {
    /// Thousands of small jobs, each of whose tiles must run exactly once before the call returns.
    @Test(arguments: [1, 2, 3, 8])
    func manySmallJobs(threads: Int) {
        let compute = Compute(threads: threads)
        let count = 11
        let runs = UnsafeMutablePointer<Int>.allocate(capacity: count)
        defer { runs.deallocate() }
        for job in 0..<4_000 {
            runs.update(repeating: job, count: count)
            compute.forEachTile(count) { runs[$0] += 1 }
            let done = (0..<count).allSatisfy { runs[$0] == job + 1 }
            #expect(done)
            if !done { return }
        }
    }

    /// Jobs from several threads at once, with pauses in which workers fall asleep.
    @Test(arguments: [2, 3, 8])
    func severalCallers(threads: Int) {
        let total = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: 4) { caller in
            let compute = Compute(threads: threads)
            for job in 0..<500 {
                compute.forEachTile(5) { tile in
                    total.wrappingAdd(tile + 1, ordering: .relaxed)
                }
                if job % 100 == caller { usleep(200) }
            }
        }
        #expect(total.load(ordering: .relaxed) == 4 * 500 * 15)
    }

    /// A tile that itself has tiles.
    @Test(arguments: [1, 2, 3, 8])
    func nestedJobs(threads: Int) {
        let compute = Compute(threads: threads)
        let total = Atomic<Int>(0)
        for _ in 0..<200 {
            compute.forEachTile(4) { outer in
                compute.forEachTile(3) { inner in
                    compute.forEachTile(2) { _ in
                        total.wrappingAdd(outer * 3 + inner, ordering: .relaxed)
                    }
                }
            }
        }
        #expect(total.load(ordering: .relaxed) == 200 * 2 * 66)
    }

    /// A caller whose tile waits for what another caller computes: the other does not wait for the pool.
    @Test func callerThatWaitsForAnother() {
        final class Shared: Sendable {
            let ready = DispatchSemaphore(value: 0)
            let sum = Atomic<Int>(0)
        }
        let shared = Shared()
        Thread.detachNewThread {
            Compute(threads: 2).forEachTile(8) { _ in shared.sum.wrappingAdd(10, ordering: .relaxed) }
            shared.ready.signal()
        }
        Compute(threads: 2).forEachTile(2) { tile in
            if tile == 0 { shared.ready.wait() }
            shared.sum.wrappingAdd(1, ordering: .relaxed)
        }
        #expect(shared.sum.load(ordering: .relaxed) == 82)
    }

    /// The same bytes from small operations, whoever had the pool.
    @Test func sameBytesUnderContention() {
        let x = numbers(100_003, seed: 3, scale: 5)
        @Sendable func run(_ threads: Int) -> [Float] {
            let compute = Compute(threads: threads)
            let y = written(x.count) { compute.unary(.silu, count: x.count, input: x, output: $0) }
            return [compute.sum(count: x.count, y), compute.dot(count: x.count, x, y)] + y
        }
        let alone = run(1)
        DispatchQueue.concurrentPerform(iterations: 4) { caller in
            for _ in 0..<20 { #expect(run([2, 3, 8, 1][caller]) == alone) }
        }
    }
}
