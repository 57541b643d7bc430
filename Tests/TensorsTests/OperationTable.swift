import Tensors
import Testing

/// One differentiable operation, as all checks see it: what goes in and how the result is made.
///
/// The same table drives the comparison with the scalar reference, on every instruction set, and that of the
/// gradients with finite differences. A new operation is added here once.
struct OperationCase: Sendable, CustomTestStringConvertible {
    let name: String
    let shapes: [Shape]
    /// Inputs are drawn from this range, away from poles and kinks.
    let range: ClosedRange<Float>
    let operation: @Sendable ([Tensor]) -> Tensor

    init(
        _ name: String, _ shapes: [Shape], range: ClosedRange<Float> = -1.5...1.5,
        _ operation: @escaping @Sendable ([Tensor]) -> Tensor
    ) {
        self.name = name
        self.shapes = shapes
        self.range = range
        self.operation = operation
    }

    var testDescription: String { name }

    /// Reproducible inputs.
    func inputs(seed: UInt64 = 11) -> [Tensor] {
        shapes.enumerated().map { index, shape in
            Tensor.uniform(shape, from: RandomStream(seed: seed).stream(name).at(index))
                * (range.upperBound - range.lowerBound) + range.lowerBound
        }
    }

    /// A weight that gets no gradient.
    static func frozen(_ shape: Shape) -> FrozenWeight {
        FrozenWeight(Tensor.uniform(shape, from: RandomStream(seed: 6).stream("frozen")) - 0.5)
    }

    static let all: [OperationCase] =
        elementwise + broadcasting + products + convolutions + normalizations + attentions + shapes
        + reductions

    static let elementwise: [OperationCase] = [
        OperationCase("silu", [[3, 17]]) { $0[0].silu },
        OperationCase("gelu", [[3, 17]]) { $0[0].gelu },
        OperationCase("geluTanh", [[3, 17]]) { $0[0].geluTanh },
        OperationCase("quickGelu", [[3, 17]]) { $0[0].quickGelu },
        OperationCase("relu", [[3, 17]], range: 0.1...2) { $0[0].relu },
        OperationCase("relu, negative side", [[3, 17]], range: -2 ... -0.1) { $0[0].relu },
        OperationCase("tanh", [[3, 17]]) { $0[0].tanh },
        OperationCase("sigmoid", [[3, 17]]) { $0[0].sigmoid },
        OperationCase("exponential", [[3, 17]]) { $0[0].exponential },
        OperationCase("logarithm", [[3, 17]], range: 0.3...3) { $0[0].logarithm },
        OperationCase("squareRoot", [[3, 17]], range: 0.3...3) { $0[0].squareRoot },
        OperationCase("squared", [[3, 17]]) { $0[0].squared },
        OperationCase("absolute", [[3, 17]], range: 0.1...2) { $0[0].absolute },
        OperationCase("sine", [[3, 17]]) { $0[0].sine },
        OperationCase("cosine", [[3, 17]]) { $0[0].cosine },
        OperationCase("softplus", [[3, 17]]) { $0[0].softplus },
        OperationCase("geglu", [[3, 34]]) { $0[0].geglu },
        OperationCase("clamped, within", [[3, 17]]) { $0[0].clamped(to: -2...2) },
        OperationCase("clamped, outside", [[3, 17]], range: 1...2) { $0[0].clamped(to: -2...0.5) },
        OperationCase("scaled and shifted", [[5, 7]]) { 1 - $0[0] * 2.5 / 3 },
    ]

    static let broadcasting: [OperationCase] = [
        OperationCase("add, same shape", [[4, 9], [4, 9]]) { $0[0] + $0[1] },
        OperationCase("subtract, row", [[4, 9], [9]]) { $0[0] - $0[1] },
        OperationCase("subtract, row on the left", [[9], [4, 9]]) { $0[0] - $0[1] },
        OperationCase("multiply, column", [[4, 9], [4, 1]]) { $0[0] * $0[1] },
        OperationCase("divide, scalar", [[4, 9], []], range: 0.5...2) { $0[0] / $0[1] },
        OperationCase("divide, scalar on the left", [[], [4, 9]], range: 0.5...2) { $0[0] / $0[1] },
        OperationCase("multiply, per sample", [[2, 3, 3, 5], [2, 1, 1, 5]]) { $0[0] * $0[1] },
        OperationCase("add, crossed", [[3, 1, 4], [2, 1]]) { $0[0] + $0[1] },
        OperationCase("divide, same shape", [[4, 9], [4, 9]], range: 0.5...2) { $0[0] / $0[1] },
    ]

    static let products: [OperationCase] = [
        OperationCase("linear", [[2, 3, 19], [7, 19], [7]]) { $0[0].linear(weight: $0[1], bias: $0[2]) },
        OperationCase("linear, added to a residual", [[2, 3, 19], [7, 19], [7], [2, 3, 7]]) {
            $0[0].linear(weight: $0[1], bias: $0[2], adding: $0[3])
        },
        OperationCase("linear, frozen", [[2, 3, 19], [7], [2, 3, 7]]) {
            $0[0].linear(weight: .frozen(frozen([7, 19])), bias: $0[1], adding: $0[2])
        },
        OperationCase("matrix product", [[5, 11], [11, 6]]) { $0[0].matrixProduct($0[1]) },
        OperationCase("matrix product, left transposed", [[11, 5], [11, 6]]) {
            $0[0].matrixProduct($0[1], transposeLeft: true)
        },
        OperationCase("matrix product, right transposed", [[5, 11], [6, 11]]) {
            $0[0].matrixProduct($0[1], transposeRight: true)
        },
        OperationCase("matrix product, both transposed", [[11, 5], [6, 11]]) {
            $0[0].matrixProduct($0[1], transposeLeft: true, transposeRight: true)
        },
    ]

    static let convolutions: [OperationCase] = [
        OperationCase("convolution 3x3", [[2, 5, 6, 3], [7, 3, 3, 3], [7]]) {
            $0[0].convolution(weight: $0[1], bias: $0[2], padding: 1)
        },
        OperationCase("convolution 4x4, stride 2", [[2, 6, 8, 5], [6, 4, 4, 5]]) {
            $0[0].convolution(weight: $0[1], stride: 2, padding: 1)
        },
        OperationCase("convolution 1x1", [[2, 3, 5, 9], [4, 1, 1, 9]]) { $0[0].convolution(weight: $0[1]) },
        OperationCase("convolution, frozen", [[2, 5, 6, 3], [7], [2, 5, 6, 7]]) {
            $0[0].convolution(
                weight: .frozen(frozen([7, 3, 3, 3])), bias: $0[1], padding: 1, adding: $0[2])
        },
        OperationCase(
            "convolution after group norm", [[2, 5, 6, 4], [4], [4], [3, 3, 3, 4], [2, 5, 6, 3]]
        ) {
            $0[0].convolution(
                weight: .tensor($0[3]), padding: 1,
                normalization: GroupNormalization(groups: 2, gamma: $0[1], beta: $0[2], silu: true),
                adding: $0[4])
        },
        OperationCase("recomputed block", [[2, 5, 6, 4], [4, 3, 3, 4], [4]]) { inputs in
            recomputed {
                inputs[0].convolution(weight: inputs[1], bias: inputs[2], padding: 1, adding: inputs[0]).silu
            }
        },
        OperationCase("convolution 3x3, stride 2, odd size", [[1, 7, 5, 4], [3, 3, 3, 4]]) {
            $0[0].convolution(weight: $0[1], stride: 2, padding: 1)
        },
    ]

    static let normalizations: [OperationCase] = [
        OperationCase("group norm", [[2, 3, 3, 8], [8], [8]]) {
            $0[0].groupNorm(groups: 4, gamma: $0[1], beta: $0[2])
        },
        OperationCase("group norm with SiLU", [[2, 3, 3, 8], [8], [8]]) {
            $0[0].groupNorm(groups: 2, gamma: $0[1], beta: $0[2], silu: true)
        },
        OperationCase("group norm, modulated", [[2, 3, 3, 8], [8], [8], [2, 8], [2, 8]]) {
            $0[0].groupNorm(groups: 4, gamma: $0[1], beta: $0[2], scale: $0[3], shift: $0[4], silu: true)
        },
        OperationCase("layer norm", [[5, 19], [19], [19]]) { $0[0].layerNorm(gamma: $0[1], beta: $0[2]) },
        OperationCase("softmax", [[4, 13]]) { $0[0].softmax() },
        OperationCase("cross entropy", [[4, 13]]) { $0[0].crossEntropy(labels: [3, 12, -1, 0]) },
    ]

    static let attentions: [OperationCase] = [
        OperationCase("attention", [[2, 5, 12], [2, 7, 12], [2, 7, 12]]) {
            $0[0].attention(keys: $0[1], values: $0[2], heads: 3)
        },
        OperationCase("attention, causal", [[2, 6, 8], [2, 6, 8], [2, 6, 8]]) {
            $0[0].attention(keys: $0[1], values: $0[2], heads: 2, isCausal: true)
        },
    ]

    static let shapes: [OperationCase] = [
        OperationCase("reshaped", [[3, 4]]) { $0[0].reshaped([2, 6]).squared },
        OperationCase("transposed", [[2, 3, 4]]) { $0[0].transposed([2, 0, 1]) },
        OperationCase("sliced, middle axis", [[2, 5, 3]]) { $0[0].sliced(axis: 1, 1..<4) },
        OperationCase("concatenated", [[2, 3, 2], [2, 1, 2]]) { .concatenated($0, axis: 1) },
        OperationCase("gathered, with a repeat", [[4, 3]]) { $0[0].gathered([2, 0, 2]) },
        OperationCase("depth to space", [[1, 2, 3, 8]]) { $0[0].depthToSpace(2) },
        OperationCase("resized to twice the size", [[2, 2, 3, 5]]) {
            $0[0].resizedNearest(height: 4, width: 6)
        },
        OperationCase("resized to an odd size", [[1, 2, 3, 5]]) { $0[0].resizedNearest(height: 3, width: 5) },
        OperationCase("padded below and on the right", [[2, 2, 3, 5]]) { $0[0].padded(bottom: 1, right: 2) },
    ]

    static let reductions: [OperationCase] = [
        OperationCase("sum", [[3, 17]]) { $0[0].sum() },
        OperationCase("mean", [[3, 17]]) { $0[0].mean() },
        OperationCase("sum, first axis", [[3, 17]]) { $0[0].sum(axes: [0]) },
        OperationCase("sum, last axis", [[3, 17]]) { $0[0].sum(axes: [-1]) },
        OperationCase("mean, inner axes", [[2, 3, 4, 5]]) { $0[0].mean(axes: [1, 2]) },
    ]
}
