/// Pictures of 8-bit numbers in another size, with the bytes of Pillow: fixed-point sums, rounded to bytes after each
/// axis, columns first (`Resample.c`).
enum PillowResampling {
    /// Bits behind the point of a weight: a sum of products with bytes and a sign stay in 32.
    private static let fractionBits = 22

    /// The weights of an axis as whole numbers.
    private static func fixed(_ weights: ResamplingWeights) -> [(start: Int, values: [Int32])] {
        weights.pixels.map { pixel in
            (pixel.start, pixel.values.map { Int32(($0 * Double(1 << fractionBits)).rounded(.toNearestOrAwayFromZero)) })
        }
    }

    private static func byte(_ sum: Int64) -> UInt8 { UInt8(max(0, min(255, sum >> Int64(fractionBits)))) }

    /// A picture of interleaved channels in another size.
    ///
    /// - Precondition: `bytes` has `height * width * channels` elements, and no size is zero.
    static func resized(
        _ bytes: [UInt8], height: Int, width: Int, channels: Int, toHeight newHeight: Int, toWidth newWidth: Int,
        filter: ResamplingFilter
    ) -> [UInt8] {
        precondition(bytes.count == height * width * channels)
        let half = Int64(1) << Int64(fractionBits - 1)
        var picture = bytes
        if newWidth != width {
            let pixels = fixed(ResamplingWeights(from: width, to: newWidth, filter: filter))
            picture = [UInt8](unsafeUninitializedCapacity: height * newWidth * channels) { output, count in
                for row in 0..<height {
                    for (column, pixel) in pixels.enumerated() {
                        let source = (row * width + pixel.start) * channels
                        for channel in 0..<channels {
                            var sum = half
                            for (offset, value) in pixel.values.enumerated() {
                                sum += Int64(value) * Int64(bytes[source + offset * channels + channel])
                            }
                            output[(row * newWidth + column) * channels + channel] = byte(sum)
                        }
                    }
                }
                count = height * newWidth * channels
            }
        }
        guard newHeight != height else { return picture }
        let pixels = fixed(ResamplingWeights(from: height, to: newHeight, filter: filter))
        let rowCount = newWidth * channels
        return [UInt8](unsafeUninitializedCapacity: newHeight * rowCount) { output, count in
            for (row, pixel) in pixels.enumerated() {
                for element in 0..<rowCount {
                    var sum = half
                    for (offset, value) in pixel.values.enumerated() {
                        sum += Int64(value) * Int64(picture[(pixel.start + offset) * rowCount + element])
                    }
                    output[row * rowCount + element] = byte(sum)
                }
            }
            count = newHeight * rowCount
        }
    }
}
