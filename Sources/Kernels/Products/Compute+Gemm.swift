import KernelInterface

extension Compute {
    /// `c[m, n] = (accumulate ? c : 0) + op(a)[m, k] * op(b)[k, n] + bias[n]`.
    ///
    /// `lda`, `ldb`, `ldc` are the distances between rows as stored: with `transposeA`, `a` is stored `[k, m]`; with
    /// `transposeB`, `b` is stored `[n, k]`. Without `transposeA`, a row of the result depends on that row of `a` alone, to the
    /// last bit: one sample gives what it gives in a batch.
    public func gemm(
        m: Int, n: Int, k: Int, a: UnsafePointer<Float>, lda: Int, transposeA: Bool, b: UnsafePointer<Float>,
        ldb: Int, transposeB: Bool, c: UnsafeMutablePointer<Float>, ldc: Int, accumulate: Bool,
        bias: UnsafePointer<Float>?
    ) {
        guard m > 0, n > 0 else { return }
        if transposeA && !transposeB && k > 0 {
            outerGemm(
                m: m, n: n, k: k, a: a, lda: lda, b: b, ldb: ldb, c: c, ldc: ldc, accumulate: accumulate,
                splitsDepth: true)
            guard let bias else { return }
            for row in 0..<m { kernels.table.axpy(n, 1, bias, c + row * ldc) }
        } else if transposeA {
            // Both sides transposed is rare: the left one is turned first.
            let turned = Scratch(m * k)
            for p in 0..<k {
                for i in 0..<m { turned.floats[i * k + p] = a[p * lda + i] }
            }
            rowsGemm(
                m: m, n: n, k: k, a: turned.floats, lda: k, right: .columns(b, stride: ldb), c: c, ldc: ldc,
                accumulate: accumulate, bias: bias)
        } else {
            rowsGemm(
                m: m, n: n, k: k, a: a, lda: lda,
                right: transposeB ? .columns(b, stride: ldb) : .rows(b, stride: ldb), c: c, ldc: ldc,
                accumulate: accumulate, bias: bias)
        }
    }

    /// Any product but that with the left side transposed: tiles of rows times a packed right side.
    private func rowsGemm(
        m: Int, n: Int, k: Int, a: ConstantFloats, lda: Int, right: RightSide, c: MutableFloats, ldc: Int,
        accumulate: Bool, bias: ConstantFloats?
    ) {
        // The packed part of the right side stays below 16 MiB.
        let chunk = max(4_194_304 / max(k, 1) / 64, 4) * 64
        for column in stride(from: 0, to: n, by: chunk) {
            let product = RowsMultiplication(
                self, columns: min(chunk, n - column), segments: 1, length: k, segmentStride: 0,
                right: right.from(column: column))
            let tiling = GemmTiling(m: m, panels: product.panels.count, depth: k)
            forEachTile(tiling.count) { tile in
                let rows = tiling.rows(tile)
                var places = RowPlaces(capacity: rows.count)
                for row in rows { places.append(row: a + row * lda, output: c + row * ldc + column) }
                places.close()
                product.multiply(
                    places, panels: tiling.panels(tile), accumulate: accumulate,
                    bias: bias.map { $0 + column })
            }
        }
    }
}
