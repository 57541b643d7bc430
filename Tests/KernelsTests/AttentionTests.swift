import Foundation
import Kernels
import Testing

@Suite struct AttentionTests {
    private typealias Shape = Compute.AttentionShape

    static let cases: [(Compute.AttentionShape, [Int32]?)] = [
        (.init(batch: 1, queries: 1, keys: 1, heads: 1, headSize: 1, scale: 1, causal: false), nil),
        (.init(batch: 2, queries: 5, keys: 7, heads: 3, headSize: 9, scale: 0.4, causal: false), [7, 3]),
        (.init(batch: 2, queries: 64, keys: 6, heads: 4, headSize: 32, scale: 0.2, causal: false), [4, 0]),
        (.init(batch: 1, queries: 77, keys: 77, heads: 2, headSize: 20, scale: 0.2, causal: true), nil),
        (.init(batch: 2, queries: 40, keys: 40, heads: 2, headSize: 16, scale: 1.5, causal: true), [40, 13]),
        (.init(batch: 1, queries: 20, keys: 4_000, heads: 1, headSize: 4, scale: 0.3, causal: false), nil),
        // Odd heads, one query, one key.
        (.init(batch: 1, queries: 33, keys: 50, heads: 2, headSize: 3, scale: -0.7, causal: false), nil),
        (.init(batch: 2, queries: 1, keys: 90, heads: 2, headSize: 40, scale: 0.2, causal: false), nil),
        (.init(batch: 2, queries: 90, keys: 1, heads: 2, headSize: 40, scale: 0.2, causal: false), [1, 1]),
        (.init(batch: 1, queries: 50, keys: 49, heads: 3, headSize: 80, scale: 0.2, causal: false), nil),
        (.init(batch: 1, queries: 20, keys: 30, heads: 1, headSize: 160, scale: 0.1, causal: false), nil),
        // Several blocks of keys and of queries.
        (
            .init(batch: 2, queries: 70, keys: 230, heads: 1, headSize: 512, scale: 0.05, causal: false),
            [230, 100]
        ),
        (.init(batch: 1, queries: 700, keys: 700, heads: 1, headSize: 8, scale: 1, causal: true), nil),
        (.init(batch: 1, queries: 700, keys: 700, heads: 1, headSize: 8, scale: 1, causal: true), [300]),
        (.init(batch: 1, queries: 330, keys: 300, heads: 2, headSize: 64, scale: 0.3, causal: false), [299]),
        (.init(batch: 1, queries: 100, keys: 600, heads: 1, headSize: 16, scale: 0.3, causal: true), nil),
    ]

    @Test(arguments: cases)
    func matchesReference(s: Compute.AttentionShape, lengths: [Int32]?) {
        let inputs = AttentionInputs(s, lengths)
        let expected = AttentionReference(inputs)
        check("attention \(s)", expected: expected.output) { inputs.forward($0).output }
        check("logarithms of attention \(s)", expected: expected.logSumExp) { inputs.forward($0).logSumExp }
        check("gradients of attention \(s)", expected: expected.gradients, tolerance: 4e-6) {
            inputs.gradients($0)
        }
    }

    /// Also on more threads than there are heads.
    @Test(arguments: KernelSet.available.map(\.name))
    func eightThreads(name: String) throws {
        let set = try #require(KernelSet.named(name))
        let s = Shape(batch: 1, queries: 400, keys: 450, heads: 2, headSize: 24, scale: 0.3, causal: false)
        let inputs = AttentionInputs(s, nil)
        let (one, eight) = (Compute(kernels: set, threads: 1), Compute(kernels: set, threads: 8))
        #expect(inputs.forward(one).output == inputs.forward(eight).output)
        #expect(inputs.gradients(one) == inputs.gradients(eight))
    }

    /// Scores of up to 10,000, which lose six decimal places of their exponentials.
    @Test func largeScores() {
        let s = Shape(batch: 1, queries: 40, keys: 300, heads: 2, headSize: 16, scale: 1, causal: false)
        var inputs = AttentionInputs(s, nil)
        for i in inputs.query.indices { inputs.query[i] *= 2_000 }
        // No sum of magnitudes is larger than 16,000.
        let rounding = 0x1p-23 * 16_000
        check("large scores", expected: AttentionReference(inputs).output, tolerance: 2e-6 + rounding) {
            inputs.forward($0).output
        }
    }

    /// A score far above all others takes all of the weight, wherever it stands.
    @Test(arguments: [0, 130, 299])
    func oneKeyAboveAll(place: Int) {
        let s = Shape(batch: 1, queries: 3, keys: 300, heads: 1, headSize: 2, scale: 1, causal: false)
        var inputs = AttentionInputs(s, nil)
        for i in 0..<3 { (inputs.query[2 * i], inputs.query[2 * i + 1]) = (100, 0) }
        (inputs.key[2 * place], inputs.key[2 * place + 1]) = (1e6, 0)
        let value = Array(inputs.value[2 * place..<2 * place + 2])
        for set in KernelSet.available {
            #expect(inputs.forward(Compute(kernels: set, threads: 1)).output == value + value + value)
        }
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity, -.nan, Float(bitPattern: 0x7FC0_0001)])
    func numbersThatAreNone(number: Float) {
        let s = Shape(batch: 1, queries: 40, keys: 300, heads: 2, headSize: 8, scale: 1, causal: false)
        for set in KernelSet.available {
            let compute = Compute(kernels: set, threads: 1)
            // In a query: that one is lost, or with infinite scores may be, and no other.
            var inputs = AttentionInputs(s, nil)
            let clean = inputs.forward(compute).output
            inputs.query[(7 * 2 + 1) * 8 + 3] = number
            let output = inputs.forward(compute).output
            for row in 0..<80 {
                let values = output[row * 8..<row * 8 + 8]
                if row == 15 {
                    #expect(values.allSatisfy { $0.isNaN }, "\(set.name)")
                } else {
                    #expect(Array(values) == Array(clean[row * 8..<row * 8 + 8]), "\(set.name)")
                }
            }
            // In a value: one number of every query of that head.
            inputs = AttentionInputs(s, nil)
            inputs.value[(299 * 2 + 1) * 8 + 3] = number
            let result = inputs.forward(compute).output
            for i in result.indices {
                #expect(result[i].isFinite == (i % 16 != 11), "\(set.name), \(i)")
            }
        }
    }

    /// What lies behind the length of the keys is not looked at.
    @Test(arguments: KernelSet.available.map(\.name))
    func hiddenKeys(name: String) throws {
        let compute = Compute(kernels: try #require(KernelSet.named(name)), threads: 2)
        let s = Shape(batch: 2, queries: 50, keys: 300, heads: 1, headSize: 20, scale: 0.4, causal: false)
        var inputs = AttentionInputs(s, [0, 140])
        let (clean, gradients) = (inputs.forward(compute), inputs.gradients(compute))
        for j in 0..<300 {
            for d in 0..<20 {
                (inputs.key[j * 20 + d], inputs.value[j * 20 + d]) = (.nan, .infinity)
                guard j >= 140 else { continue }
                (inputs.key[(300 + j) * 20 + d], inputs.value[(300 + j) * 20 + d]) = (.nan, .infinity)
            }
        }
        #expect(inputs.forward(compute).output == clean.output)
        #expect(inputs.gradients(compute) == gradients)
        #expect(clean.output[..<1_000].allSatisfy { $0 == 0 })
        #expect(clean.logSumExp[..<50].allSatisfy { $0 == -.infinity })
    }

    /// Scratch memory: what a thread needs does not grow with the length, the rest is at most a few tensors.
    @Test func scratchIsLinear() {
        let compute = Compute(threads: 2)
        func shape(_ length: Int, heads: Int = 8) -> Compute.AttentionShape {
            .init(
                batch: 1, queries: length, keys: length, heads: heads, headSize: 64, scale: 1, causal: false)
        }
        let tensor = 4 * 64 * 8
        for length in [1_024, 4_096, 16_384, 65_536] {
            #expect(compute.attentionScratch(shape(length)) < 2_200_000 + 5 * length * tensor / 2)
            // Each thread packs three times the keys of a head.
            let head = length * tensor / 8
            #expect(compute.attentionGradientScratch(shape(length)) < 3_000_000 + 2 * 10 * head / 3)
            // Three partial gradients of the queries, and each thread packs a quarter of the keys.
            #expect(
                compute.attentionGradientScratch(shape(length, heads: 1)) < 3_000_000 + 3 * head + 2 * 3
                    * head / 3)
        }
        // Only one head is packed at a time when they are long.
        #expect(compute.attentionScratch(shape(65_536)) < 2_200_000 + 5 * 65_536 * tensor / 2 / 8)
        let short = Compute.AttentionShape(
            batch: 1, queries: 65_536, keys: 77, heads: 8, headSize: 64, scale: 1, causal: false)
        #expect(compute.attentionScratch(short) < 2_200_000)
    }
}
