extension Compute {
    /// The sizes of a group norm over `[batch, spatial, channels]`.
    public struct GroupNormShape: Sendable, Equatable {
        public var batch: Int
        public var spatial: Int
        public var channels: Int
        /// A divisor of `channels`.
        public var groups: Int
        public var epsilon: Float

        public init(batch: Int, spatial: Int, channels: Int, groups: Int, epsilon: Float) {
            self.batch = batch
            self.spatial = spatial
            self.channels = channels
            self.groups = groups
            self.epsilon = epsilon
        }

        var channelsPerGroup: Int { channels / groups }

        /// Rows of one tile of the sums: fixed by the sizes alone.
        var rowsPerBlock: Int { max(32_768 / max(channels, 1), 16) }
        var blocks: Int { max((spatial + rowsPerBlock - 1) / rowsPerBlock, 1) }

        func rows(of block: Int) -> Range<Int> {
            block * rowsPerBlock..<min((block + 1) * rowsPerBlock, spatial)
        }
    }
}
