import Kernels

extension Work {
    /// Loops over numbers far beyond the caches, next to a copy, and the start of tiles without work. Names start with
    /// "memory"; what each reads and writes at least is counted.
    static var memory: [Work] {
        let count = 512 * 512 * 128
        let columns = 1_280
        let rows = count / columns / 2 * 2
        // Made when first used, as they are large.
        let x = Later(count)
        let y = Later(count)
        let z = Later(count)
        let small = Later(4 * columns + 4 * rows)
        func work(_ name: String, _ passes: Double, _ run: @escaping (Compute) -> Void) -> Work {
            Work(
                name: "memory: \(name)", amount: 4e-9 * passes * Double(count), unit: .bytes, run: run)
        }
        let s = Compute.GroupNormShape(batch: 1, spatial: 512 * 512, channels: 128, groups: 32, epsilon: 1e-5)
        let mean = small.numbers + 4 * columns
        return [
            work("copy", 2) { _ = $0.copyPeak(count: count, from: x.numbers, to: y.numbers) },
            work("add", 3) { $0.binary(.add, count: count, a: x.numbers, b: z.numbers, output: y.numbers) },
            work("silu", 2) { $0.unary(.silu, count: count, input: x.numbers, output: y.numbers) },
            work("gelu", 2) { $0.unary(.gelu, count: count, input: x.numbers, output: y.numbers) },
            work("gated gelu", 1.5) {
                $0.gatedGelu(rows: rows / 2, columns: columns, input: x.numbers, output: y.numbers)
            },
            work("group norm and silu", 3) {
                $0.groupNorm(
                    s, input: x.numbers, gamma: small.numbers, beta: small.numbers, scale: nil, shift: nil,
                    silu: true, output: y.numbers, mean: mean, reciprocalDeviation: mean + 32)
            },
            work("group norm coefficients", 1) {
                $0.groupNormCoefficients(
                    s, input: x.numbers, gamma: small.numbers, beta: small.numbers, scale: nil, shift: nil,
                    coefficients: small.numbers + 256, mean: mean, reciprocalDeviation: mean + 32)
            },
            work("layer norm", 2) {
                $0.layerNorm(
                    rows: rows, columns: columns, epsilon: 1e-5, input: x.numbers, gamma: small.numbers,
                    beta: small.numbers, output: y.numbers, mean: mean, reciprocalDeviation: mean + rows)
            },
            work("softmax", 2) {
                $0.softmax(rows: rows, columns: columns, input: x.numbers, output: y.numbers)
            },
            work("bfloat16 to float", 1.5) { compute in
                x.numbers.withMemoryRebound(to: UInt16.self, capacity: 2 * count) {
                    compute.widen(.bfloat16, count: count, input: $0, output: y.numbers)
                }
            },
            work("float to bfloat16", 1.5) { compute in
                y.numbers.withMemoryRebound(to: UInt16.self, capacity: 2 * count) {
                    compute.narrow(.bfloat16, count: count, input: x.numbers, output: $0)
                }
            },
            Work(name: "memory: empty tiles", amount: 0.001, unit: .calls) { compute in
                for _ in 0..<1_000 { compute.forEachTile(compute.threads) { _ in } }
            },
        ]
    }

    /// Numbers that are made when first asked for.
    private final class Later {
        private let count: Int
        lazy var numbers: UnsafeMutablePointer<Float> = KernelBenchmark.numbers(count)
        init(_ count: Int) { self.count = count }
    }
}
