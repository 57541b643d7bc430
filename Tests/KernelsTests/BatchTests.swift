import Kernels
import Testing

/// One sample alone gives the bits that it gives in a batch: a picture does not depend on what else is made.
@Suite struct BatchTests {
    @Test(arguments: KernelSet.available.map(\.name))
    func rowsOfProducts(name: String) throws {
        let compute = Compute(kernels: try #require(KernelSet.named(name)), threads: 2)
        let (m, n, k) = (50, 70, 1_300)
        let (a, b) = (numbers(m * k, seed: 1), numbers(n * k, seed: 2))
        func product(_ rows: Range<Int>) -> [Float] {
            let part = Array(a[rows.lowerBound * k..<rows.upperBound * k])
            return written(rows.count * n) {
                compute.gemm(
                    m: rows.count, n: n, k: k, a: part, lda: k, transposeA: false, b: b, ldb: k,
                    transposeB: true,
                    c: $0, ldc: n, accumulate: false, bias: nil)
            }
        }
        let all = product(0..<m)
        for rows in [0..<1, 7..<9, 3..<50] {
            #expect(product(rows) == Array(all[rows.lowerBound * n..<rows.upperBound * n]))
        }
    }

    /// A short product and a tall one are packed in different ways.
    @Test(arguments: KernelSet.available.map(\.name))
    func rowsOfTallProducts(name: String) throws {
        let compute = Compute(kernels: try #require(KernelSet.named(name)), threads: 2)
        let (m, n, k) = (560, 260, 400)
        let (a, weight) = (numbers(m * k, seed: 1), StoredNumbers(n * k, .bfloat16, seed: 2))
        func product(_ rows: Range<Int>) -> [Float] {
            let part = Array(a[rows.lowerBound * k..<rows.upperBound * k])
            return weight.asWeight { weight in
                written(rows.count * n) {
                    compute.linear(
                        rows: rows.count, inputs: k, outputs: n, input: part, weight: weight, bias: nil,
                        output: $0)
                }
            }
        }
        let all = product(0..<m)
        for rows in [0..<1, 7..<9, 300..<560] {
            #expect(product(rows) == Array(all[rows.lowerBound * n..<rows.upperBound * n]))
        }
    }

    @Test(arguments: KernelSet.available.map(\.name))
    func picturesOfConvolutions(name: String) throws {
        let compute = Compute(kernels: try #require(KernelSet.named(name)), threads: 2)
        for (size, channels) in [(4, 33), (9, 80)] {
            func shape(_ batch: Int) -> Compute.ConvolutionShape {
                .init(
                    batch: batch, height: size, width: size, inputChannels: channels, outputChannels: 20,
                    kernelHeight: 3, kernelWidth: 3, stride: 1, padding: 1)
            }
            let (x, w) = (numbers(9 * size * size * channels, seed: 1), numbers(20 * 9 * channels, seed: 2))
            let each = size * size * 20
            let all = written(9 * each) {
                compute.convolution(shape(9), input: x, weight: w, bias: nil, output: $0)
            }
            let last = Array(x.suffix(size * size * channels))
            let one = written(each) {
                compute.convolution(shape(1), input: last, weight: w, bias: nil, output: $0)
            }
            #expect(one == Array(all.suffix(each)))
        }
    }

    @Test(arguments: KernelSet.available.map(\.name))
    func samplesOfAttention(name: String) throws {
        let compute = Compute(kernels: try #require(KernelSet.named(name)), threads: 2)
        let (queries, keys, width) = (40, 1_100, 8)
        let q = numbers(5 * queries * width, seed: 1)
        let (k, v) = (numbers(5 * keys * width, seed: 2), numbers(5 * keys * width, seed: 3))
        func attend(_ batch: Int, _ q: [Float], _ k: [Float], _ v: [Float]) -> [Float] {
            let s = Compute.AttentionShape(
                batch: batch, queries: queries, keys: keys, heads: 1, headSize: width, scale: 0.4,
                causal: false)
            var sums = [Float](repeating: 0, count: batch * queries)
            return written(batch * queries * width) {
                compute.attention(
                    s, query: q, key: k, value: v, keyLengths: nil, output: $0, logSumExp: &sums)
            }
        }
        let all = attend(5, q, k, v)
        let one = attend(
            1, Array(q.suffix(queries * width)), Array(k.suffix(keys * width)), Array(v.suffix(keys * width)))
        #expect(one == Array(all.suffix(queries * width)))
    }
}
