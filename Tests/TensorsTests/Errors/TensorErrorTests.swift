import Testing

@testable import Tensors

/// What comes from outside is refused with the operation and the shapes.
@Suite struct TensorErrorTests {
    private func message<Result>(_ body: () throws(TensorError) -> Result) -> String? {
        do {
            _ = try body()
            return nil
        } catch {
            return error.description
        }
    }

    @Test(arguments: [[-1], [2, -3], [Int.max], [1 << 40, 1 << 40], [0, 1 << 40, 1 << 40]])
    func shapesThatCountNothing(_ extents: [Int]) {
        #expect(throws: TensorError.shape(extents)) { try Shape(checking: extents) }
    }

    @Test func elementsThatDoNotFill() {
        #expect(
            message { () throws(TensorError) in try Tensor(checking: [1, 2], shape: [3]) }
                == "2 elements do not fill [3], which has 3")
        #expect(message { () throws(TensorError) in try Tensor(checking: [], shape: [0, 4]) } == nil)
    }

    @Test func linear() {
        #expect(
            message { () throws(TensorError) in try LinearSizes(input: [2, 3], weight: [4, 5]) }
                == "linear of [2, 3] and [4, 5]: [..., in] goes with [out, in]")
        #expect(throws: TensorError.self) { try LinearSizes(input: [2, 3], weight: [4, 3], bias: [3]) }
        #expect(throws: TensorError.self) { try LinearSizes(input: [], weight: [4, 1]) }
        #expect(
            throws: TensorError.tooLarge(operation: "linear", left: [1 << 40, 0], right: [1 << 40, 0])
        ) { try LinearSizes(input: [1 << 40, 0], weight: [1 << 40, 0]) }
        #expect(message { () throws(TensorError) in try LinearSizes(input: [0, 3], weight: [4, 3]) } == nil)
    }

    @Test func matrixProduct() {
        #expect(
            message { () throws(TensorError) in
                try MatrixProductSizes(
                    left: [2, 3], right: [2, 3], transposeLeft: true, transposeRight: true)
            }
                == "matrix product of [2, 3] and [2, 3]: [m, k] goes with [k, n], left and right transposed")
        #expect(throws: TensorError.self) { try MatrixProductSizes(left: [2, 3], right: [2, 3]) }
        #expect(throws: TensorError.self) {
            try MatrixProductSizes(left: [1 << 40, 0], right: [0, 1 << 40])
        }
    }

    @Test func convolution() {
        func check(_ input: Shape, _ weight: Shape, stride: Int = 1, padding: Int = 0) -> String? {
            message { () throws(TensorError) in
                try ConvolutionSizes(input: input, weight: weight, stride: stride, padding: padding)
            }
        }
        #expect(
            check([1, 4, 4, 3], [8, 3, 3, 4])
                == "convolution of [1, 4, 4, 3] and [8, 3, 3, 4]: [B, H, W, in] goes with [out, height, width, in]"
        )
        #expect(
            check([1, 4, 4, 3], [8, 3, 3, 3], stride: 0)
                == "convolution: a stride of 0 does not fit [1, 4, 4, 3]")
        #expect(check([1, 4, 4, 3], [8, 3, 3, 3], padding: -1) != nil)
        #expect(check([1, 2, 2, 3], [8, 3, 3, 3]) != nil)
        #expect(check([1, 2, 2, 3], [8, 3, 3, 3], padding: 1) == nil)
        #expect(check([0, 4, 4, 3], [8, 3, 3, 3]) == nil)
        #expect(check([1, 4, 4, 3], [8, 0, 3, 3]) != nil)
    }

    @Test func attention() {
        func check(_ queries: Shape, _ keys: Shape, _ values: Shape, heads: Int) -> String? {
            message { () throws(TensorError) in
                try AttentionSizes(queries: queries, keys: keys, values: values, heads: heads)
            }
        }
        #expect(check([1, 4, 8], [1, 5, 8], [1, 5, 8], heads: 2) == nil)
        #expect(
            check([1, 4, 8], [1, 5, 8], [1, 5, 8], heads: 3)
                == "attention: the number of heads 3 does not fit [1, 4, 8]")
        #expect(check([1, 4, 8], [1, 5, 8], [1, 6, 8], heads: 2) != nil)
        #expect(check([1, 4, 8], [2, 5, 8], [2, 5, 8], heads: 2) != nil)
        #expect(check([1, 4, 8], [1, 0, 8], [1, 0, 8], heads: 2) != nil)
    }

    @Test func otherOperations() {
        #expect(throws: TensorError.self) { try Shape([2, 3]).checkReshaping(to: [5]) }
        #expect(throws: TensorError.index(operation: "slice", index: 4, axis: 1, shape: [2, 3])) {
            try Shape([2, 3]).checkSlicing(axis: -1, 1..<4)
        }
        #expect(throws: TensorError.index(operation: "gather", index: -1, axis: 0, shape: [2, 3])) {
            try Shape([2, 3]).checkGathering([0, -1])
        }
        #expect(throws: TensorError.self) { try Shape.concatenated([[2, 3], [3, 3]], axis: 1) }
        #expect(throws: TensorError.self) { try Shape.concatenated([], axis: 0) }
        #expect(throws: TensorError.self) { try Shape.broadcast([2, 3], [2]) }
        #expect(throws: TensorError.self) { try Shape.broadcast([1 << 40, 1], [1, 1 << 40]) }
        #expect(throws: TensorError.self) {
            try NormalizationSizes(input: [2, 9], groups: 2, gamma: [9], beta: [9])
        }
        #expect(throws: TensorError.self) { try NormalizationSizes(layer: [2, 9], gamma: [8], beta: [9]) }
        #expect(
            message { () throws(TensorError) in
                try Shape([2, 3]).checkResidual([3, 2], operation: "linear")
            } == "linear of [2, 3] and [3, 2]: what is added has the result's shape")
    }
}
