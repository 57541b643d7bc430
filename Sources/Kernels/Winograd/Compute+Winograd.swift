import KernelInterface

extension Compute {
    /// `convolution` of a 3x3 kernel with stride 1 by Winograd's F(4x4, 3x3) (Lavin and Gray, arXiv 1509.09308): four
    /// times fewer multiplications, and errors about twice as large as those of the direct sum. Their root mean square is
    /// below 4e-6 of that of the outputs, and each inside a picture is below 2e-6 of the sum of the absolute products that
    /// its output adds up, for pixels of about the same size: the transform mixes the 6x6 pixels of a tile, so that a
    /// pixel's error is relative to its neighbours. A NaN or an infinity spreads over the 4x4 pixels of each tile
    /// that sees it.
    ///
    /// - Parameters:
    ///   - s: A padding of any size.
    ///   - input: `[batch, height, width, inputChannels]`.
    ///   - weight: Made for the same kernel set.
    ///   - bias: `[outputChannels]`.
    ///   - prologue: What to do to each input first.
    ///   - accumulate: Whether to add to what is in `output`.
    ///   - output: `[batch, outputHeight, outputWidth, outputChannels]`.
    public func winogradConvolution(
        _ s: ConvolutionShape, input: UnsafePointer<Float>, weight: WinogradWeight,
        bias: UnsafePointer<Float>?, prologue: Prologue? = nil, accumulate: Bool = false,
        output: UnsafeMutablePointer<Float>
    ) {
        precondition(
            Compute.winogradApplies(s) && weight.kernelSet == kernels.name
                && weight.inputChannels == s.inputChannels && weight.outputChannels == s.outputChannels,
            "A convolution that the transformed weight was not made for.")
        guard s.batch > 0, s.outputHeight > 0, s.outputWidth > 0, s.outputChannels > 0 else { return }
        let table = kernels.table
        let tiling = WinogradTiling(s, strip: table.winograd.rows)
        let work = WinogradTask(
            shape: s, table: table, tiling: tiling,
            panels: WinogradPanels(columns: s.outputChannels, width: table.winograd.width), input: input,
            weight: ConstantFloats(weight.numbers), weightPositionStride: weight.positionStride, bias: bias,
            prologue: prologue, accumulate: accumulate, output: output)
        let room = (work.scratch + 15) / 16 * 16
        let scratch = Scratch(room * min(threads, work.tasks))
        let start = scratch.floats
        forEachTile(work.tasks) { (task: Int, worker: Int) in
            work.run(task, scratch: start + worker * room)
        }
    }

    /// The gradient of `winogradConvolution` with respect to its input, before any prologue, written over what is
    /// there or added to it.
    ///
    /// - Parameters:
    ///   - s: That of the forward convolution, with a padding of at most 2.
    ///   - weight: Made for the input gradient.
    public func winogradInputGradient(
        _ s: ConvolutionShape, outputGradient: UnsafePointer<Float>, weight: WinogradWeight,
        accumulate: Bool = false, inputGradient: UnsafeMutablePointer<Float>
    ) {
        precondition(s.padding <= 2, "The gradient of a convolution with more than two zeros around.")
        winogradConvolution(
            s.winogradGradient, input: outputGradient, weight: weight, bias: nil, accumulate: accumulate,
            output: inputGradient)
    }

    /// Whether Winograd's convolution of weights stored as `elementType` is worth its transformed weight: there are
    /// channels enough that the products outweigh the transforms, and tiles enough that they outweigh reading the
    /// transformed weight, which has four times the numbers. A few tiles are enough where that weight stays in a
    /// cache. Against half-size numbers it is eight times the memory, so that only large pictures, whose weights are
    /// small, may take it.
    ///
    /// Measured with AVX-512 on one core whose multiplications peak at 145 to 165 GFLOP/s: 64x64x320 pictures (256
    /// tiles) go at 255 GFLOP/s, against 115 directly; 32x32x640 (64 tiles) at 250; 16x16x1280 (16 tiles) still at 229,
    /// but that transformed weight takes 236 MB. 16x16x64 (16 tiles, 0.6 MB) goes at 400 to 430 in any batch, against
    /// 150 to 165; 8x8x128 (4 tiles, 2.4 MB) alone at 183 against 119, 32 of them at 460 against 170.
    ///
    /// - Parameter isKept: Whether the transformed weight is made once for all calls. If not, large pictures pay for
    ///   it, and so do batches of small ones with a small weight, as training has them.
    public static func winogradPays(
        _ s: ConvolutionShape, _ elementType: ElementType, isKept: Bool = true
    ) -> Bool {
        let (down, across) = ((s.outputHeight + 3) / 4, (s.outputWidth + 3) / 4)
        let tiles = down * across
        guard winogradApplies(s), min(s.inputChannels, s.outputChannels) >= 32 else { return false }
        guard elementType == .float32 else { return tiles >= 256 }
        // A picture that fills its tiles badly makes many products for nothing.
        let isFull = 3 * s.outputHeight * s.outputWidth >= 2 * 16 * tiles
        let isCached = 36 * s.inputChannels * s.outputChannels <= 1 << 20
        return tiles >= (isKept ? 36 : 256) || (tiles >= 4 && isFull && isCached)
    }

    /// Whether Winograd's convolution can do this one.
    public static func winogradApplies(_ s: ConvolutionShape) -> Bool {
        s.kernelHeight == 3 && s.kernelWidth == 3 && s.stride == 1
    }
}

extension Compute.ConvolutionShape {
    /// The convolution of the output's gradient that gives the input's.
    var winogradGradient: Self {
        Self(
            batch: batch, height: outputHeight, width: outputWidth, inputChannels: outputChannels,
            outputChannels: inputChannels, kernelHeight: 3, kernelWidth: 3, stride: 1, padding: 2 - padding)
    }
}
