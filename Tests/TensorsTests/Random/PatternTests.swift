import Kernels
import Tensors
import Testing

@Suite struct PatternTests {
    private let stream = RandomStream(seed: 5).stream("weights")

    @Test func bytesDoNotDependOnTheNumberOfThreads() {
        func values(threads: Int) -> [Float] {
            Execution.with(Compute(threads: threads)) {
                Tensor.patterned([700_001], from: stream, bound: 0.5).elements
            }
        }
        let one = values(threads: 1)
        for threads in [2, 3, 8] { #expect(values(threads: threads) == one) }
    }

    @Test func aShorterTensorIsTheBeginningOfALongerOne() {
        let long = Tensor.patterned([100], from: stream, bound: 2).elements
        for count in [0, 1, 15, 16, 17, 99] {
            #expect(Tensor.patterned([count], from: stream, bound: 2).elements == Array(long.prefix(count)))
        }
    }

    @Test func valuesFillTheirRangeEvenly() {
        let values = Tensor.patterned([160_000], from: stream, bound: 2).elements
        var counts = Array(repeating: 0, count: 16)
        for value in values {
            #expect(abs(value) <= 2)
            counts[min(Int((value + 2) * 4), 15)] += 1
        }
        #expect(counts.allSatisfy { abs($0 - 10_000) < 500 })
    }
}
