import KernelInterface

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

func scalarTransposed(
    _ rows: Int, _ columns: Int, _ factor: Float, _ x: ConstantFloats, _ stride: Int, _ output: MutableFloats,
    _ outputStride: Int, _: Bool
) {
    for i in 0..<rows {
        for j in 0..<columns { output[j * outputStride + i] = factor * x[i * stride + j] }
    }
}

func scalarSoftmaxPanel(_ vectors: Int, _ rows: Int, _ scores: MutableFloats, _ state: MutableFloats) {
    let columns = vectors * scalarTileColumns
    for j in 0..<columns {
        let before = state[j]
        var top = before
        for r in 0..<rows where scores[r * columns + j] > top { top = scores[r * columns + j] }
        var sum: Float = 0
        for r in 0..<rows {
            let p = exp2(scores[r * columns + j] - top)
            scores[r * columns + j] = p
            sum += p
        }
        let factor = exp2(before - top)
        state[j] = top
        state[columns + j] = state[columns + j] * factor + sum
        state[2 * columns + j] = factor
    }
}

func scalarSoftmaxPanelEnd(_ vectors: Int, _ state: MutableFloats) {
    let columns = vectors * scalarTileColumns
    for j in 0..<columns {
        state[2 * columns + j] = 1 / state[columns + j]
        state[j] = state[j] * 0.693_147_181 + log(state[columns + j])
    }
}

func scalarSoftmaxPanelGradient(
    _ vectors: Int, _ rows: Int, _ factor: Float, _ scores: MutableFloats, _ gradient: MutableFloats,
    _ state: ConstantFloats
) {
    let columns = vectors * scalarTileColumns
    for i in 0..<rows * columns {
        let p = exp2(scores[i] - state[i % columns])
        scores[i] = p
        gradient[i] = p * factor * (gradient[i] - state[columns + i % columns])
    }
}

func scalarScalePanel(_ vectors: Int, _ rows: Int, _ factors: ConstantFloats, _ x: MutableFloats) {
    let columns = vectors * scalarTileColumns
    for i in 0..<rows * columns { x[i] *= factors[i % columns] }
}
