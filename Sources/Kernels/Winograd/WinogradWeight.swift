import KernelInterface

extension Compute {
    /// The weight of a 3x3 convolution, transformed for `winogradConvolution` of one kernel set: `G g G^T` for each pair
    /// of channels, four times the numbers of the weight. Made once for each weight and kept by the caller, or made anew
    /// for each large picture in memory that the caller lends.
    public final class WinogradWeight: Sendable {
        /// Which convolution it is for.
        public enum Use: Sendable {
            case forward
            /// That of the output's gradient with the weight turned around and its channels exchanged.
            case inputGradient
        }

        /// Channels that the convolution reads; for a gradient, the outputs of the weight.
        public let inputChannels: Int
        /// Channels that the convolution writes.
        public let outputChannels: Int
        /// Memory that this object holds, its own or lent.
        public let byteCount: Int
        /// The kernel set that can read it.
        public let kernelSet: String

        /// `[36, panels, input channels in whole blocks, panel width]`; the last panel may be one vector wide.
        nonisolated(unsafe) let numbers: MutableFloats
        let positionStride: Int
        private let isLent: Bool

        /// Numbers of the transformed weight.
        public static func count(_ compute: Compute, inputChannels: Int, outputChannels: Int, use: Use) -> Int
        {
            let (depth, columns) =
                use == .forward ? (inputChannels, outputChannels) : (outputChannels, inputChannels)
            let width = compute.kernels.table.winograd.width
            return 36 * ((depth + width - 1) / width * width)
                * WinogradPanels(columns: columns, width: width).width
        }

        /// - Parameters:
        ///   - weight: `[outputChannels, 3, 3, inputChannels]` or in the order that it says.
        ///   - inputChannels: Of the weight, whatever the use.
        ///   - memory: Room for `count(...)` numbers, aligned to 64 bytes, which outlives this object; own memory if nil.
        public init(
            _ compute: Compute, _ weight: Weight, inputChannels: Int, outputChannels: Int,
            use: Use = .forward,
            memory: UnsafeMutablePointer<Float>? = nil
        ) {
            let taps = WinogradTapReader(
                weight, inputChannels: inputChannels, outputChannels: outputChannels, use: use)
            let kernels = compute.kernels.table.winograd
            let panels = WinogradPanels(columns: taps.columns, width: kernels.width)
            let blocks = (taps.depth + kernels.width - 1) / kernels.width
            let depth = blocks * kernels.width
            let positionStride = depth * panels.width
            self.inputChannels = taps.depth
            self.outputChannels = taps.columns
            self.positionStride = positionStride
            kernelSet = compute.kernels.name
            byteCount = 36 * positionStride * MemoryLayout<Float>.stride
            isLent = memory != nil
            numbers =
                memory
                ?? UnsafeMutableRawPointer.allocate(byteCount: max(byteCount, 1), alignment: 64)
                .bindMemory(to: Float.self, capacity: 36 * positionStride)

            nonisolated(unsafe) let numbers = numbers
            compute.forEachTile(panels.count * blocks) { task in
                let (panel, block) = (task / blocks, task % blocks)
                let lanes = panels.vectors(panel) * kernels.width
                let count = kernels.width * lanes
                let scratch = Scratch(9 * count + 18 * kernels.width)
                taps.gather(
                    channels: block * kernels.width, kernels.width, columns: panels.column(panel), lanes,
                    to: scratch.floats)
                var tile = WinogradTaps(
                    taps: ConstantFloats(scratch.floats), count: count,
                    output: numbers + panels.column(panel) * depth + block * count,
                    positionStride: positionStride, temporary: scratch.floats + 9 * count)
                kernels.weight(&tile)
            }
        }

        deinit { if !isLent { UnsafeMutableRawPointer(numbers).deallocate() } }
    }
}

/// Output channels in panels of two vectors; the last may have one.
struct WinogradPanels {
    let columns: Int
    let vectorWidth: Int

    init(columns: Int, width: Int) {
        self.columns = columns
        vectorWidth = width
    }

    var count: Int { (columns + 2 * vectorWidth - 1) / (2 * vectorWidth) }

    /// Of all together.
    var width: Int { (columns + vectorWidth - 1) / vectorWidth * vectorWidth }

    /// The first column of a panel.
    func column(_ panel: Int) -> Int { panel * 2 * vectorWidth }

    /// Width in vectors.
    func vectors(_ panel: Int) -> Int { columns - column(panel) > vectorWidth ? 2 : 1 }
}
