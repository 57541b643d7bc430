import CInstructions
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
    /// (McCalpin), the amount is the bytes that the program reads and writes; with stores past the caches, memory moves
    /// no others.
    static func bandwidth(_ sizes: Sizes) throws -> Work {
        let bytes = try sizes["megabytes"] << 20
        let isTriad = sizes.has("triad")
        let arrays = StreamArrays(bytes: bytes, arrays: isTriad ? 3 : 2)
        let compute = Execution.compute
        return Work(
            run: { isTriad ? arrays.triad(compute) : arrays.copy(compute) },
            samples: { [arrays.first] },
            amount: Double(arrays.bytes))
    }
}

/// Large arrays of vectors.
private final class StreamArrays {
    /// Numbers of a vector.
    private static let width = 16

    private let count: Int
    private let arrays: [UnsafeMutablePointer<Float>]

    /// Numbers of a tile: enough to hide its start.
    private let grain = 1 << 20

    /// `arrays` arrays of `bytes` each.
    init(bytes: Int, arrays number: Int) {
        count = bytes / MemoryLayout<Float>.stride / Self.width * Self.width
        let count = count
        arrays = (0..<number).map { index in
            let array = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
                .bindMemory(to: Float.self, capacity: count)
            array.initialize(repeating: Float(index), count: count)
            return array
        }
    }

    deinit { for array in arrays { array.deallocate() } }

    var bytes: Int { count * MemoryLayout<Float>.stride * arrays.count }

    var first: Float { arrays[0][0] }

    func triad(_ compute: Compute) {
        let (a, b, c) = (arrays[0], arrays[1], arrays[2])
        forEachVector(compute) { i in
            tweed_store_past_caches16(a + i, load(b + i) + load(c + i) * 3)
        }
    }

    func copy(_ compute: Compute) {
        let (a, b) = (arrays[0], arrays[1])
        forEachVector(compute) { i in tweed_store_past_caches16(a + i, load(b + i)) }
    }

    @inline(__always)
    private func load(_ place: UnsafePointer<Float>) -> SIMD16<Float> {
        UnsafeRawPointer(place).load(as: SIMD16<Float>.self)
    }

    @inline(__always)
    private func forEachVector(_ compute: Compute, _ body: (Int) -> Void) {
        compute.forEachTile((count + grain - 1) / grain) { tile in
            for i in stride(from: tile * grain, to: min((tile + 1) * grain, count), by: Self.width) {
                body(i)
            }
        }
    }
}
