import KernelInterface

/// The kernels of this instruction set.
public func kernelTable() -> KernelTable {
    #if BF16
        let ofPairs: KernelTable.PackedProductFunction? = pairProduct
        let makingPairs: KernelTable.PairLinesFunction? = pairLines
    #else
        let ofPairs: KernelTable.PackedProductFunction? = nil
        let makingPairs: KernelTable.PairLinesFunction? = nil
    #endif
    return KernelTable(
        vectorWidth: Vector.scalarCount, unary: unary, unaryGradient: unaryGradient,
        binary: binary, binaryScalar: binaryScalar, axpy: axpy, scale: scale, sum: sum, dot: dot,
        adamW: adamW,
        columnSums: columnSums, columnSquares: columnSquares, affineRows: affineRows,
        affineGradientSums: affineGradientSums, affineGradient: affineGradient, layerNorm: layerNorm,
        layerNormGradient: layerNormGradient, softmaxRow: softmaxRow, exponentials: exponentials,
        transposed: transposed, softmaxPanel: softmaxPanel, softmaxPanelEnd: softmaxPanelEnd,
        softmaxPanelGradient: softmaxPanelGradient, scalePanel: scalePanel,
        logSumExp: logSumExp, softmaxGradientRow: softmaxGradientRow, packStrip: packStrip,
        packPanel: packPanel, packLines: packLines, packedProduct: packedProduct,
        windowProduct: windowProduct, lineProduct: lineProduct, pairProduct: ofPairs,
        pairLines: makingPairs, stripRows: stripRows,
        winograd: WinogradKernels(
            width: Vector.scalarCount, rows: winogradRows, input: winogradInput, output: winogradOutput,
            weight: winogradWeight, product: winogradProduct),
        copy: copy, gatedGelu: gatedGelu, widen: widen, narrow: narrow)
}
