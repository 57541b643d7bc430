import Testing

@testable import Tensors

@Suite struct StoragePoolTests {
    private let megabyte = 1 << 20

    @Test func countsWhatIsInUse() {
        let pool = StoragePool()
        let (a, b) = (pool.allocate(bytes: megabyte), pool.allocate(bytes: 2 * megabyte))
        #expect(pool.statistics == .init(live: 3 * megabyte, peak: 3 * megabyte, kept: 0))
        pool.release(a, bytes: megabyte)
        #expect(pool.statistics == .init(live: 2 * megabyte, peak: 3 * megabyte, kept: megabyte))
        pool.resetPeak()
        #expect(pool.statistics.peak == 2 * megabyte)
        pool.release(b, bytes: 2 * megabyte)
        pool.trim()
        #expect(pool.statistics == .init(live: 0, peak: 2 * megabyte, kept: 0))
    }

    @Test func aFreedBufferServesTheNextTensorOfItsSize() {
        let pool = StoragePool()
        let first = pool.allocate(bytes: 1000)
        pool.release(first, bytes: 1000)
        let second = pool.allocate(bytes: 1001)
        #expect(first == second && pool.statistics.kept == 0)
        pool.release(second, bytes: 1001)
    }

    @Test func keepsNoMoreThanWasOnceInUse() {
        let pool = StoragePool()
        // One size after another, never two at once: without a bound, all of them would be kept.
        for size in stride(from: 40, through: 100, by: 5) {
            let buffer = pool.allocate(bytes: size * megabyte)
            #expect(pool.statistics.live + pool.statistics.kept <= size * megabyte + StoragePool.alwaysKept)
            pool.release(buffer, bytes: size * megabyte)
        }
        #expect(pool.statistics.kept <= 100 * megabyte)
    }

    @Test func aResultTakesTheMemoryOfASumThatNothingElseRefersTo() {
        let pool = StoragePool()
        Execution.$pool.withValue(pool) {
            let input = Tensor(repeating: 1, shape: [64, 64])
            let weight = Tensor(repeating: 0.5, shape: [64, 64])
            let one = pool.statistics.live / 2
            func residual() -> Tensor { input * 2 }
            pool.resetPeak()
            let sum = input.linear(weight: weight, adding: residual())
            #expect(sum.elements.allSatisfy { $0 == 34 })
            #expect(pool.statistics.peak == 3 * one, "no second buffer beside the residual")
            // Something else refers to it: it stays as it was.
            let kept = residual()
            let other = input.linear(weight: weight, adding: kept)
            #expect(kept.elements.allSatisfy { $0 == 2 } && other.elements == sum.elements)
            pool.resetPeak()
            var total = residual()
            for _ in 0..<3 { total = total + residual() }
            #expect(total.elements.allSatisfy { $0 == 8 })
            #expect(pool.statistics.peak == pool.statistics.live + one)
            withExtendedLifetime((kept, other, sum)) {}
        }
    }
}
