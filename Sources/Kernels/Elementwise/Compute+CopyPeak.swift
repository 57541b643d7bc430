import KernelInterface

/// Numbers per tile.
private let grain = 65_536

extension Compute {
    /// Copies `count` numbers, storing past the caches: the speed of memory that loops can reach at best, if the two blocks
    /// are far larger than the caches.
    ///
    /// - Returns: The number of bytes read and written.
    public func copyPeak(
        count: Int, from input: UnsafePointer<Float>, to output: UnsafeMutablePointer<Float>
    ) -> Int {
        forEachRange(count, grain: grain) { range in
            kernels.table.copy(range.count, input + range.lowerBound, output + range.lowerBound, true)
        }
        return 2 * count * MemoryLayout<Float>.stride
    }
}
