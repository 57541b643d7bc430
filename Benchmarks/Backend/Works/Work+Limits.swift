import Kernels
import Tensors

extension Work {
    /// Multiply-accumulates in registers and the first-level cache, on all threads.
    static func multiplyPeak(_ sizes: Sizes) throws -> Work {
        let rounds = try sizes["rounds"]
        let compute = Execution.compute
        let amount = 2 * Double(compute.multiplyPeak(rounds: 1)) * Double(rounds)
        return Work(run: { _ = compute.multiplyPeak(rounds: rounds) }, amount: amount)
    }

    /// Streams over arrays that no cache holds, on all threads: `triad`, a = b + 3 c, or a copy, a = b. As in STREAM
    /// (McCalpin), the amount is the bytes that the program reads and writes.
    static func bandwidth(_ sizes: Sizes) throws -> Work {
        let bytes = try sizes["megabytes"] << 20
        let isTriad = sizes.has("triad")
        let arrays = StreamArrays(vectors: bytes / StreamArrays.vectorBytes, count: isTriad ? 3 : 2)
        let compute = Execution.compute
        return Work(
            run: { isTriad ? arrays.triad(compute) : arrays.copy(compute) },
            samples: { [arrays.first] },
            amount: Double(arrays.bytes))
    }
}

/// Large arrays of vectors.
private final class StreamArrays {
    typealias Vector = SIMD16<Float>

    static let vectorBytes = MemoryLayout<Vector>.stride

    private let vectors: Int
    private let arrays: [UnsafeMutablePointer<Vector>]

    /// Vectors of a tile: enough to hide its start.
    private let grain = 1 << 16

    init(vectors: Int, count: Int) {
        self.vectors = vectors
        arrays = (0..<count).map { index in
            let array = UnsafeMutablePointer<Vector>.allocate(capacity: vectors)
            array.initialize(repeating: Vector(repeating: Float(index)), count: vectors)
            return array
        }
    }

    deinit { for array in arrays { array.deallocate() } }

    var bytes: Int { vectors * Self.vectorBytes * arrays.count }

    var first: Float { arrays[0][vectors - 1][0] }

    func triad(_ compute: Compute) {
        let (a, b, c) = (arrays[0], arrays[1], arrays[2])
        forEachRange(compute) { range in
            for i in range { a[i] = b[i] + c[i] * 3 }
        }
    }

    func copy(_ compute: Compute) {
        let (a, b) = (arrays[0], arrays[1])
        forEachRange(compute) { range in
            // An addition, or the compiler would call `memmove`.
            for i in range { a[i] = b[i] + 1 }
        }
    }

    private func forEachRange(_ compute: Compute, _ body: (Range<Int>) -> Void) {
        compute.forEachTile((vectors + grain - 1) / grain) { tile in
            body(tile * grain..<min((tile + 1) * grain, vectors))
        }
    }
}
