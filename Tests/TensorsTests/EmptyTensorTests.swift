import Tensors
import Testing

/// Tensors without elements go through every operation and back.
@Suite struct EmptyTensorTests {
    private func check(_ shapes: [Shape], gives expected: Shape, _ operation: ([Tensor]) -> Tensor) {
        let inputs = shapes.map { Tensor(repeating: 0.5, shape: $0).tracked }
        let result = operation(inputs)
        #expect(result.shape == expected)
        let gradients = result.gradients(seed: Tensor(repeating: 1, shape: result.shape))
        for input in inputs { #expect(gradients[input]?.shape == input.shape) }
    }

    @Test func noRows() {
        check([[0, 3], [4, 3], [4]], gives: [0, 4]) { $0[0].linear(weight: $0[1], bias: $0[2]) }
        check([[0, 3], [3, 4]], gives: [0, 4]) { $0[0].matrixProduct($0[1]) }
        check([[0, 4, 4, 3], [8, 3, 3, 3], [8]], gives: [0, 4, 4, 8]) {
            $0[0].convolution(weight: $0[1], bias: $0[2], padding: 1)
        }
        check([[0, 4, 8], [0, 5, 8], [0, 5, 8]], gives: [0, 4, 8]) {
            $0[0].attention(keys: $0[1], values: $0[2], heads: 2)
        }
        check([[0, 8], [8], [8]], gives: [0, 8]) { $0[0].layerNorm(gamma: $0[1], beta: $0[2]) }
        check([[0, 4, 4, 8], [8], [8]], gives: [0, 4, 4, 8]) {
            $0[0].groupNorm(groups: 2, gamma: $0[1], beta: $0[2], silu: true)
        }
        check([[0, 8]], gives: [0, 8]) { $0[0].softmax() }
        check([[0, 8], [8]], gives: [0, 8]) { $0[0] + $0[1] }
        check([[0, 8]], gives: [0, 8]) { $0[0].silu }
        check([[0, 8]], gives: []) { $0[0].sum() }
        check([[0, 8], [2, 8]], gives: [2, 8]) { .concatenated($0, axis: 0) }
        check([[3, 8]], gives: [0, 8]) { $0[0].gathered([]) }
        check([[2, 0, 3]], gives: [3, 2, 0]) { $0[0].transposed([2, 0, 1]) }
    }

    /// A sum over nothing is zero, so that only the bias is left.
    @Test func noDepth() {
        let bias = Tensor([1, 2], shape: [2])
        let product = Tensor.zeros([3, 0]).linear(weight: .zeros([2, 0]), bias: bias)
        #expect(product.elements == [1, 2, 1, 2, 1, 2])
        let picture = Tensor.zeros([1, 2, 2, 0]).convolution(weight: .zeros([2, 1, 1, 0]), bias: bias)
        #expect(picture.elements == [1, 2, 1, 2, 1, 2, 1, 2])
        #expect(
            Tensor.zeros([2, 0]).matrixProduct(.zeros([0, 3])).elements == Array(repeating: 0, count: 6))
    }
}
