import KernelInterface

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The plain loops.
func scalarTable() -> KernelTable {
    KernelTable(
        vectorWidth: scalarPanelColumns,
        unary: scalarUnary, unaryGradient: scalarUnaryGradient, binary: scalarBinary,
        binaryScalar: scalarBinaryScalar,
        axpy: { count, alpha, x, y in
            for i in 0..<count { y[i] += alpha * x[i] }
        },
        scale: { count, alpha, x, output in
            for i in 0..<count { output[i] = alpha * x[i] }
        },
        sum: { count, x in
            var sum: Float = 0
            for i in 0..<count { sum += x[i] }
            return sum
        },
        dot: { count, a, b in
            var sum: Float = 0
            for i in 0..<count { sum += a[i] * b[i] }
            return sum
        },
        adamW: scalarAdamW, columnSums: scalarColumnSums, columnSquares: scalarColumnSquares,
        affineRows: scalarAffineRows, affineGradientSums: scalarAffineGradientSums,
        affineGradient: scalarAffineGradient, layerNorm: scalarLayerNorm,
        layerNormGradient: scalarLayerNormGradient, softmaxRow: scalarSoftmaxRow,
        exponentials: { count, factor, x, shift, outer, output in
            for i in 0..<count { output[i] = outer * exp(factor * x[i] - shift) }
        },
        transposed: scalarTransposed, softmaxPanel: scalarSoftmaxPanel,
        softmaxPanelEnd: scalarSoftmaxPanelEnd,
        softmaxPanelGradient: scalarSoftmaxPanelGradient, scalePanel: scalarScalePanel,
        logSumExp: { count, x in
            guard count > 0 else { return -.infinity }
            var largest = x[0]
            for i in 1..<max(count, 1) { largest = max(largest, x[i]) }
            guard largest.isFinite else { return largest }
            var sum: Float = 0
            for i in 0..<count { sum += exp(x[i] - largest) }
            return largest + log(sum)
        },
        softmaxGradientRow: { count, p, gradient, subtrahend, factor, output in
            for i in 0..<count { output[i] = p[i] * (gradient[i] - subtrahend) * factor }
        },
        packStrip: scalarPackStrip, packPanel: scalarPackPanel, packLines: scalarPackLines,
        packedProduct: scalarPackedProduct, windowProduct: scalarWindowProduct,
        lineProduct: scalarLineProduct, stripRows: scalarStripRows,
        winograd: scalarWinograd(),
        copy: { count, x, output, _ in
            for i in 0..<count { output[i] = x[i] }
        },
        gatedGelu: scalarGatedGelu, widen: scalarWiden, narrow: scalarNarrow)
}
