import KernelInterface

/// The kernels of this instruction set.
public func kernelTable() -> KernelTable {
    KernelTable(
        vectorWidth: Vector.scalarCount, unary: unary, unaryGradient: unaryGradient,
        binary: binary, binaryScalar: binaryScalar, axpy: axpy, scale: scale, sum: sum, dot: dot,
        adamW: adamW,
        columnSums: columnSums, columnSquares: columnSquares, affineRows: affineRows,
        affineGradientSums: affineGradientSums, affineGradient: affineGradient, layerNorm: layerNorm,
        layerNormGradient: layerNormGradient, softmaxRow: softmaxRow, exponentials: exponentials,
        softmaxColumns: softmaxColumns,
        softmaxColumnsGradient: softmaxColumnsGradient,
        logSumExp: logSumExp, softmaxGradientRow: softmaxGradientRow, packStrip: packStrip,
        packPanel: packPanel, packLines: packLines, packedProduct: packedProduct, stripRows: stripRows,
        winograd: WinogradKernels(
            width: Vector.scalarCount, rows: winogradRows, input: winogradInput, output: winogradOutput,
            weight: winogradWeight, product: winogradProduct))
}
