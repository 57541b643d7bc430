import KernelInterface

/// The kernels of this instruction set.
public func kernelTable() -> KernelTable {
    KernelTable(
        vectorWidth: Vector.scalarCount, tileVectors: tileVectors, unary: unary, unaryGradient: unaryGradient,
        binary: binary, binaryScalar: binaryScalar, axpy: axpy, scale: scale, sum: sum, dot: dot,
        adamW: adamW,
        columnSums: columnSums, columnSquares: columnSquares, affineRows: affineRows,
        affineGradientSums: affineGradientSums, affineGradient: affineGradient, layerNorm: layerNorm,
        layerNormGradient: layerNormGradient, softmaxRow: softmaxRow, exponentials: exponentials,
        softmaxColumns: softmaxColumns,
        softmaxColumnsGradient: softmaxColumnsGradient,
        logSumExp: logSumExp, softmaxGradientRow: softmaxGradientRow, rowsProduct: rowsProduct,
        outerProduct: outerProduct, tileRows: tileRows,
        copy: copy, gatedGelu: gatedGelu, widen: widen, narrow: narrow)
}
