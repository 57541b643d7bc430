import Kernels

extension Tensor {
    /// Numbers spread evenly over ± `bound` in an order that looks random, at several times the speed of
    /// `uniform`: for models of a real size whose weights matter little, as in benchmarks.
    ///
    /// Element i is a hash of i and the stream alone (the integer finalizer of Wellons' hash prospector,
    /// "lowbias32"), so the bytes depend neither on the number of threads nor on the machine. No statistics beyond
    /// mean and variance are claimed.
    public static func patterned(_ shape: Shape, from stream: RandomStream, bound: Float) -> Tensor {
        var stream = stream
        let key = stream.next()
        let start = UInt32(truncatingIfNeeded: key)
        let step = UInt32(truncatingIfNeeded: key >> 32) | 1
        let scale = bound * 0x1p-31
        return Tensor(shape: shape) { buffer in
            Execution.compute.forEachRange(buffer.count, grain: 1 << 18) { range in
                fillPattern(
                    UnsafeMutableBufferPointer(rebasing: buffer[range]),
                    start: start &+ step &* UInt32(truncatingIfNeeded: range.lowerBound), step: step,
                    scale: scale)
            }
        }
    }

    private static func fillPattern(
        _ buffer: UnsafeMutableBufferPointer<Float>, start: UInt32, step: UInt32, scale: Float
    ) {
        guard let base = buffer.baseAddress else { return }
        let lanes = SIMD16<UInt32>(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
        var counter = SIMD16(repeating: start) &+ lanes &* step
        var index = 0
        while index + 16 <= buffer.count {
            UnsafeMutableRawPointer(base + index).storeBytes(
                of: patternValues(counter) * scale, as: SIMD16<Float>.self)
            counter &+= 16 &* step
            index += 16
        }
        let rest = patternValues(counter) * scale
        for lane in 0..<buffer.count - index { base[index + lane] = rest[lane] }
    }

    /// From -2^31 to 2^31.
    @inline(__always)
    private static func patternValues(_ counter: SIMD16<UInt32>) -> SIMD16<Float> {
        var mixed = counter
        mixed = (mixed ^ (mixed &>> 16)) &* 0x7FEB_352D
        mixed = (mixed ^ (mixed &>> 15)) &* 0x846C_A68B
        mixed ^= mixed &>> 16
        return SIMD16<Float>(SIMD16<Int32>(truncatingIfNeeded: mixed))
    }
}
