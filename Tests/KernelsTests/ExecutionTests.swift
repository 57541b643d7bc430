import Kernels
import Synchronization
import Testing

@Suite struct ExecutionTests {
    @Test func setsAreInOrder() {
        let names = KernelSet.available.map(\.name)
        #expect(Array(names.prefix(2)) == ["scalar", "baseline"])
        #expect(names == ["scalar", "baseline", "avx2", "avx512", "avx512bf16"].filter(names.contains))
        #expect(KernelSet.named("baseline")?.name == "baseline")
        #expect(KernelSet.named("sse9") == nil)
    }

    @Test func threadsAreAtLeastOne() {
        #expect(Compute(threads: -3).threads == 1)
        #expect(Compute().threads == Compute.activeCores)
    }

    @Test(arguments: [0, 1, 2, 100], [1, 2, 5])
    func eachTileRunsOnce(count: Int, threads: Int) {
        let runs = Mutex([Int](repeating: 0, count: count))
        Compute(threads: threads).forEachTile(count) { tile in
            runs.withLock { $0[tile] += 1 }
        }
        #expect(runs.withLock { $0 } == [Int](repeating: 1, count: count))
    }

    @Test func rangesHaveTheGrainWhateverTheThreads() {
        for threads in [1, 4] {
            let ranges = Mutex<[Range<Int>]>([])
            Compute(threads: threads).forEachRange(23, grain: 10) { range in
                ranges.withLock { $0.append(range) }
            }
            #expect(
                ranges.withLock { $0 }.sorted { $0.lowerBound < $1.lowerBound } == [0..<10, 10..<20, 20..<23])
        }
    }
}
