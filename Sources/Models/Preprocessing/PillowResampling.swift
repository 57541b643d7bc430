/// Pictures of 8-bit numbers in another size, with the bytes of Pillow: fixed-point sums, rounded to bytes after each
/// axis (`Resample.c` of Pillow 13).
enum PillowResampling {
    /// Bits behind the point of a weight: a sum of products with bytes and a sign stay in 32.
    private static let fractionBits = 22

    /// The weights of an axis as whole numbers.
    private static func fixed(_ weights: ResamplingWeights) -> [(start: Int, values: [Int32])] {
        weights.pixels.map { pixel in
            (
                pixel.start,
                pixel.values.map { Int32(($0 * Double(1 << fractionBits)).rounded(.toNearestOrAwayFromZero)) }
            )
        }
    }

    private static func byte(_ sum: Int64) -> UInt8 { UInt8(max(0, min(255, sum >> Int64(fractionBits)))) }

    /// A picture of interleaved channels in another size.
    ///
    /// - Precondition: `bytes` has `height * width * channels` elements, and no size is zero.
    static func resized(
        _ bytes: [UInt8], height: Int, width: Int, channels: Int, toHeight newHeight: Int,
        toWidth newWidth: Int,
        filter: ResamplingFilter
    ) -> [UInt8] {
        precondition(bytes.count == height * width * channels)
        func horizontal(_ bytes: [UInt8], height: Int) -> [UInt8] {
            guard newWidth != width else { return bytes }
            return along(
                bytes, outer: height, inner: channels,
                ResamplingWeights(from: width, to: newWidth, filter: filter))
        }
        func vertical(_ bytes: [UInt8], width: Int) -> [UInt8] {
            guard newHeight != height else { return bytes }
            return along(
                bytes, outer: 1, inner: width * channels,
                ResamplingWeights(from: height, to: newHeight, filter: filter))
        }
        if isVerticalFirst(height, width, newHeight, newWidth) {
            return horizontal(vertical(bytes, width: width), height: newHeight)
        }
        return vertical(horizontal(bytes, height: height), width: newWidth)
    }

    /// Since Pillow 13 rows go first where the height shrinks by more than twice as many pixels as the width. It matters
    /// little: only what is rounded and clamped between the axes differs.
    private static func isVerticalFirst(_ height: Int, _ width: Int, _ newHeight: Int, _ newWidth: Int)
        -> Bool
    {
        newHeight < height && height - newHeight > 2 * (width - newWidth)
    }

    /// One axis in another size: `[outer, old, inner] -> [outer, new, inner]`.
    private static func along(_ bytes: [UInt8], outer: Int, inner: Int, _ weights: ResamplingWeights)
        -> [UInt8]
    {
        let half = Int64(1) << Int64(fractionBits - 1)
        let pixels = fixed(weights)
        let total = outer * pixels.count * inner
        return [UInt8](unsafeUninitializedCapacity: total) { output, count in
            for block in 0..<outer {
                for (position, pixel) in pixels.enumerated() {
                    let source = (block * weights.oldSize + pixel.start) * inner
                    let target = (block * pixels.count + position) * inner
                    for element in 0..<inner {
                        var sum = half
                        for (offset, value) in pixel.values.enumerated() {
                            sum += Int64(value) * Int64(bytes[source + offset * inner + element])
                        }
                        output[target + element] = byte(sum)
                    }
                }
            }
            count = total
        }
    }
}
