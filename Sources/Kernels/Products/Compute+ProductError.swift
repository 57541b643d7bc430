import KernelInterface

extension Compute {
    /// A bound for the error of each number of a product or convolution over `depth` steps, relative to the sum of the
    /// magnitudes of what is added up: each product is rounded with each addition that follows, which are at most the
    /// steps of one block of the depth, the blocks, the parts of the depth and the bias. Widening a weight of half size
    /// is exact.
    ///
    /// With kernels that multiply pairs of `bfloat16`, the left side is rounded to eight bits first.
    public func productError(depth: Int, _ weight: ElementType = .float32) -> Double {
        let blocks = DepthBlocks(taps: 1, channels: depth)
        let additions = min(depth, Blocking.uncutDepth) + blocks.count + Blocking.tasks + 2
        let pairs = weight == .bfloat16 && kernels.table.pairProduct != nil
        return Double(additions) * 0x1p-24 + (pairs ? 0x1p-8 : 0)
    }
}
