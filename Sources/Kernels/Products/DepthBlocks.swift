/// A part of the depth.
struct DepthBlock {
    /// Channels of each tap.
    let channels: Range<Int>
    /// Where it begins in a packed side.
    let start: Int
    /// Steps.
    let depth: Int
}

/// How the depth of a product is cut: by itself alone.
///
/// The depth is `taps` times `channels`; a matrix has one tap. A block holds some channels of all taps, tap after tap,
/// so that the pixels of a picture that it needs stay in the cache for all taps, and so do the weights of one tap that
/// lie between those of the others.
struct DepthBlocks {
    let taps: Int
    let channels: Int
    let count: Int
    private let channelsOfBlock: Int

    init(taps: Int, channels: Int) {
        self.taps = taps
        self.channels = channels
        if taps * channels <= Blocking.uncutDepth {
            channelsOfBlock = max(channels, 1)
            count = 1
        } else {
            let fitting = max(Blocking.depth / taps / 8 * 8, 8)
            let parts = (channels + fitting - 1) / fitting
            channelsOfBlock = ((channels + parts - 1) / parts + 7) / 8 * 8
            count = (channels + channelsOfBlock - 1) / channelsOfBlock
        }
    }

    var depth: Int { taps * channels }

    /// Steps of the longest block.
    var longest: Int { taps * min(channelsOfBlock, channels) }

    subscript(_ index: Int) -> DepthBlock {
        let first = index * channelsOfBlock
        let last = min(first + channelsOfBlock, channels)
        return DepthBlock(channels: first..<last, start: first * taps, depth: (last - first) * taps)
    }

    /// Steps of the blocks `range`.
    func depth(_ range: Range<Int>) -> Int {
        (min(range.upperBound * channelsOfBlock, channels) - range.lowerBound * channelsOfBlock) * taps
    }
}
