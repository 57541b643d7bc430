import KernelInterface

/// Numbers per tile.
private let grain = 65_536

extension Compute {
    public typealias HalfFormat = KernelInterface.HalfFormat

    /// Numbers from 16-bit ones, exactly.
    public func widen(
        _ format: HalfFormat, count: Int, input: UnsafePointer<UInt16>, output: UnsafeMutablePointer<Float>
    ) {
        forEachRange(count, grain: grain) { range in
            let start = range.lowerBound
            kernels.table.widen(format.rawValue, range.count, input + start, output + start)
        }
    }

    /// Numbers to 16-bit ones: to nearest, ties to even (half a unit in the last place); too large becomes infinite, what is
    /// not a number stays so.
    public func narrow(
        _ format: HalfFormat, count: Int, input: UnsafePointer<Float>, output: UnsafeMutablePointer<UInt16>
    ) {
        forEachRange(count, grain: grain) { range in
            let start = range.lowerBound
            kernels.table.narrow(format.rawValue, range.count, input + start, output + start)
        }
    }
}
