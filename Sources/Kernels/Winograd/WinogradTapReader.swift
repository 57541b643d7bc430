import KernelInterface

/// Reads the nine taps of a weight for its transform.
struct WinogradTapReader: @unchecked Sendable {
    /// Channels that the convolution sums over.
    let depth: Int
    /// Channels that it writes.
    let columns: Int
    private let start: UnsafeRawPointer
    private let elementType: ElementType
    // In numbers, from tap 0 of channel 0 of column 0.
    private let origin: Int
    private let depthStride: Int
    private let columnStride: Int
    private let tapStride: Int

    init(
        _ weight: Compute.Weight, inputChannels: Int, outputChannels: Int,
        use: Compute.WinogradWeight.Use
    ) {
        start = weight.start
        elementType = weight.elementType
        let (inputStride, stepOfTaps) =
            switch weight.order {
            case .channelsLast: (1, inputChannels)
            case .channelsFirst: (9, 1)
            }
        switch use {
        case .forward:
            (depth, columns) = (inputChannels, outputChannels)
            (depthStride, columnStride) = (inputStride, 9 * inputChannels)
            (origin, tapStride) = (0, stepOfTaps)
        case .inputGradient:
            (depth, columns) = (outputChannels, inputChannels)
            (depthStride, columnStride) = (9 * inputChannels, inputStride)
            (origin, tapStride) = (8 * stepOfTaps, -stepOfTaps)
        }
    }

    /// The taps of `channelCount` channels and `columnCount` columns as `[9, channelCount, columnCount]`, zeros where
    /// there is none.
    func gather(
        channels: Int, _ channelCount: Int, columns first: Int, _ columnCount: Int, to taps: MutableFloats
    ) {
        switch elementType {
        case .float32:
            gather(channels, channelCount, first, columnCount, taps) {
                start.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self)
            }
        case .bfloat16:
            gather(channels, channelCount, first, columnCount, taps) {
                Float(bitPattern: UInt32(start.loadUnaligned(fromByteOffset: 2 * $0, as: UInt16.self)) << 16)
            }
        case .float16:
            gather(channels, channelCount, first, columnCount, taps) {
                widened(start.loadUnaligned(fromByteOffset: 2 * $0, as: UInt16.self))
            }
        }
    }

    @inline(__always)
    private func gather(
        _ channels: Int, _ channelCount: Int, _ first: Int, _ columnCount: Int, _ taps: MutableFloats,
        _ read: (Int) -> Float
    ) {
        let plane = channelCount * columnCount
        let (validChannels, validColumns) = (
            min(channelCount, depth - channels), min(columnCount, columns - first)
        )
        if validChannels < channelCount || validColumns < columnCount {
            taps.update(repeating: 0, count: 9 * plane)
        }
        // Along the memory of the weight, whose far strides are those of a whole row.
        for column in 0..<validColumns {
            for channel in 0..<validChannels {
                var place = origin + (first + column) * columnStride + (channels + channel) * depthStride
                var output = taps + channel * columnCount + column
                for _ in 0..<9 {
                    output.pointee = read(place)
                    output += plane
                    place += tapStride
                }
            }
        }
    }
}

/// A number of half precision, widened exactly.
@inline(__always)
private func widened(_ half: UInt16) -> Float {
    let sign = UInt32(half & 0x8000) << 16
    let rest = UInt32(half & 0x7FFF) << 13
    if rest >= 0x0F80_0000 { return Float(bitPattern: sign | 0x7F80_0000 | (rest & 0x007F_FFFF)) }
    // The exponents' biases differ by 112; the product brings numbers below the normal ones right, too.
    return Float(bitPattern: sign | (Float(bitPattern: rest) * 0x1p112).bitPattern)
}
