import Foundation
import Kernels
import Testing

/// Numbers in -1..<1 that look random and are the same each time.
func numbers(_ count: Int, seed: UInt64 = 1, scale: Float = 1) -> [Float] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15
    return (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return scale * (Float(state >> 40) / Float(1 << 23) - 1)
    }
}

/// Runs `body` for every kernel set on one, two, three and eight threads; checks that the threads change no bit and
/// that the result is within `tolerance` of `expected`, relative to the largest expected number or one. With a
/// `bfloat16` weight, the kernels that multiply pairs of such numbers may be less exact.
func check(
    _ name: String, expected: [Double], tolerance: Double = 2e-6, bfloat16: Bool = false,
    location: SourceLocation = #_sourceLocation,
    _ body: (Compute) -> [Float]
) {
    let scale = max(expected.lazy.filter(\.isFinite).map(abs).max() ?? 1, 1)
    for set in KernelSet.available {
        let first = body(Compute(kernels: set, threads: 1))
        #expect(first.count == expected.count, sourceLocation: location)
        var worst = (index: -1, error: 0.0)
        var index = 0
        while index < min(first.count, expected.count) {
            let (value, wanted) = (first[index], expected[index])
            let difference = abs(Double(value) - wanted)
            // Equal infinities differ by what is not a number.
            let error = Double(value) == wanted ? 0 : difference.isNaN ? .infinity : difference / scale
            if error > worst.error { worst = (index, error) }
            index += 1
        }
        if worst.error > (bfloat16 && set.name == "avx512bf16" ? 0x1p-8 : tolerance) {
            let (value, wanted) = (first[worst.index], expected[worst.index])
            Issue.record(
                "\(name), \(set.name): [\(worst.index)] is \(value), not \(wanted), off by \(worst.error)",
                sourceLocation: location)
        }
        for threads in [2, 3, 8] {
            let other = body(Compute(kernels: set, threads: threads))
            let same = sameBits(first, other)
            #expect(same, "\(name), \(set.name): \(threads) threads change bits", sourceLocation: location)
        }
    }
}

/// A new array of `count` numbers that `body` writes; it starts as NaN, to notice what is left out.
func written(_ count: Int, _ body: (UnsafeMutablePointer<Float>) -> Void) -> [Float] {
    var array = [Float](repeating: .nan, count: count)
    array.withUnsafeMutableBufferPointer { buffer in
        guard let start = buffer.baseAddress else { return }
        body(start)
    }
    return array
}

private func sameBits(_ a: [Float], _ b: [Float]) -> Bool {
    a.withUnsafeBytes { a in
        b.withUnsafeBytes { b in
            guard a.count == b.count, let first = a.baseAddress, let second = b.baseAddress else {
                return a.count == b.count
            }
            return memcmp(first, second, a.count) == 0
        }
    }
}
