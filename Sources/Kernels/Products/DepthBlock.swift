/// A part of the summed dimension, short enough for a panel of it to stay in the cache.
struct DepthBlock {
    /// The first row of the packed matrix.
    let start: Int
    let segments: Int
    /// Numbers of a segment.
    let length: Int
    /// Where the block begins in a row of the left side.
    let rowOffset: Int

    var depth: Int { segments * length }

    /// Rows of a panel that fit well into the second-level cache.
    private static let target = 512

    /// Cuts `segments` times `length`, the segments of a row being `segmentStride` apart.
    static func cut(segments: Int, length: Int, segmentStride: Int) -> [DepthBlock] {
        if segments * length <= target * 3 / 2 {
            return [DepthBlock(start: 0, segments: segments, length: length, rowOffset: 0)]
        }
        var blocks: [DepthBlock] = []
        if length <= target {
            let group = max(target / max(length, 1), 1)
            for segment in stride(from: 0, to: segments, by: group) {
                blocks.append(
                    DepthBlock(
                        start: segment * length, segments: min(group, segments - segment), length: length,
                        rowOffset: segment * segmentStride))
            }
            return blocks
        }
        let parts = (length + target - 1) / target
        for segment in 0..<segments {
            for part in 0..<parts {
                let (from, to) = (part * length / parts, (part + 1) * length / parts)
                blocks.append(
                    DepthBlock(
                        start: segment * length + from, segments: 1, length: to - from,
                        rowOffset: segment * segmentStride + from))
            }
        }
        return blocks
    }
}
