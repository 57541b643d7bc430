import Foundation
import Testing

@testable import Tensors

/// Weights as files hold them, against the same values in tensors.
@Suite struct FrozenWeightTests {
    private static let types: [StoredType] = [.float32, .bfloat16, .float16]

    /// A weight of the given shape in memory order: as a file's mapping, and the values that it stands for.
    private func weight(_ shape: Shape, _ type: StoredType) throws -> (frozen: FrozenWeight, values: Tensor) {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("frozen-\(UUID().uuidString).safetensors").path
        // The mapping outlives the name.
        defer { try? FileManager.default.removeItem(atPath: path) }
        let values = Tensor.uniform(shape, from: RandomStream(seed: 3).stream("weight")) * 2 - 1
        // Two odd bytes in front, so that the weight is not aligned.
        let tensors = ["a": Tensor([1], shape: [1]), "weight": values]
        try TensorFile.write(tensors, to: path, type: type, layout: .checkpoint)
        let file = try SafetensorsFile(path: path)
        let stored = try #require(file.storedTensors["weight"])
        #expect(stored.memoryShape(.checkpoint) == shape)
        return (try stored.frozen(.checkpoint), try file.tensor("weight", layout: .checkpoint))
    }

    private func input(_ shape: Shape) -> Tensor {
        Tensor.uniform(shape, from: RandomStream(seed: 4).stream("input")) * 2 - 1
    }

    private func expectNear(_ found: Tensor, _ expected: Tensor) {
        #expect(found.shape == expected.shape)
        for (a, b) in zip(found.elements, expected.elements) { #expect(abs(a - b) <= 1e-4 * max(1, abs(b))) }
    }

    @Test(arguments: types) func valuesAreThoseOfTheFile(_ type: StoredType) throws {
        let matrix = try weight([5, 7], type)
        #expect(matrix.frozen.type == type)
        #expect(matrix.frozen.storedBytes == 35 * type.size)
        #expect(matrix.frozen.widened.elements == matrix.values.elements)
        let kernel = try weight([4, 3, 2, 5], type)
        #expect(kernel.frozen.widened.elements == kernel.values.elements)
    }

    @Test(arguments: types) func rowsAreLookedUp(_ type: StoredType) throws {
        let (frozen, values) = try weight([5, 7], type)
        #expect(frozen.gathered([4, 0, 4]).elements == values.gathered([4, 0, 4]).elements)
        #expect(frozen.gathered([]).shape == [0, 7])
    }

    @Test(arguments: types) func productsAndTheirGradientsAreThoseOfTheValues(_ type: StoredType) throws {
        let (frozen, values) = try weight([9, 21], type)
        let bias = input([9])
        let (a, b) = (input([2, 5, 21]).tracked, input([2, 5, 21]).tracked)
        let result = a.linear(weight: .frozen(frozen), bias: bias)
        let expected = b.linear(weight: values, bias: bias)
        expectNear(result, expected)
        let seed = input([2, 5, 9])
        expectNear(
            try #require(result.gradients(seed: seed)[a]), try #require(expected.gradients(seed: seed)[b]))
    }

    @Test(arguments: types, [1, 2]) func convolutionsAndTheirGradientsAreThoseOfTheValues(
        _ type: StoredType, stride: Int
    ) throws {
        let (frozen, values) = try weight([6, 3, 3, 5], type)
        let bias = input([6])
        let (a, b) = (input([2, 7, 9, 5]).tracked, input([2, 7, 9, 5]).tracked)
        let result = a.convolution(weight: .frozen(frozen), bias: bias, stride: stride, padding: 1)
        let expected = b.convolution(weight: values, bias: bias, stride: stride, padding: 1)
        expectNear(result, expected)
        let seed = input(result.shape)
        expectNear(
            try #require(result.gradients(seed: seed)[a]), try #require(expected.gradients(seed: seed)[b]))
    }

    @Test func fastAndExactConvolutionsAgree() throws {
        let (frozen, _) = try weight([64, 3, 3, 64], .float32)
        let picture = input([1, 32, 32, 64])
        let (fast, exact) = (Precision.fast, Precision.exact)
        let results = [fast, exact].map { precision in
            Execution.$precision.withValue(precision) {
                let leaf = picture.tracked
                let result = leaf.convolution(weight: .frozen(frozen), padding: 1)
                return (result, result.gradients(seed: result)[leaf]!)
            }
        }
        for (a, b) in [(results[0].0, results[1].0), (results[0].1, results[1].1)] {
            let largest = b.elements.lazy.map(abs).max()!
            for (a, b) in zip(a.elements, b.elements) { #expect(abs(a - b) <= 3e-5 * largest) }
        }
    }

    /// A weight that learns takes the same way as a frozen one, to the bit, and no picture depends on its batch.
    @Test func aWeightThatLearnsIsTransformedToo() throws {
        let values = input([32, 3, 3, 40]) - 0.5
        let pictures = input([3, 8, 8, 40])
        func run(_ weight: Weight, _ pictures: Tensor) -> (output: Tensor, gradient: Tensor?) {
            let leaf = pictures.tracked
            let output = leaf.convolution(weight: weight, bias: nil, stride: 1, padding: 1)
            return (output, output.gradients(seed: output.detached)[leaf])
        }
        let learning = run(.tensor(values.tracked), pictures)
        let frozen = run(.frozen(FrozenWeight(values)), pictures)
        let exact = Execution.$precision.withValue(.exact) { run(.tensor(values.tracked), pictures) }
        #expect(learning.output.elements == frozen.output.elements)
        #expect(learning.gradient?.elements == frozen.gradient?.elements)
        #expect(learning.output.elements != exact.output.elements)
        for (a, b) in [
            (learning.output, exact.output), (try #require(learning.gradient), try #require(exact.gradient)),
        ] {
            let largest = b.elements.lazy.map(abs).max()!
            for (a, b) in zip(a.elements, b.elements) { #expect(abs(a - b) <= 3e-5 * largest) }
        }
        let alone = run(.tensor(values.tracked), pictures.gathered([1]))
        #expect(alone.output.elements == learning.output.gathered([1]).elements)
    }

    @Test func nothingButNumbersIsRefused() throws {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("types-\(UUID().uuidString).safetensors").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let header = #"{"places":{"dtype":"I64","shape":[2],"data_offsets":[0,16]}}"#
        var bytes = Data()
        withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: header.utf8)
        bytes.append(Data(repeating: 0, count: 16))
        try bytes.write(to: URL(fileURLWithPath: path))
        let stored = try #require(try SafetensorsFile(path: path).storedTensors["places"])
        #expect(
            throws: TensorError.elementType(
                tensor: "places", found: .int64, expected: SafetensorsFile.floatTypes)
        ) { try stored.frozen(.checkpoint) }
    }

    @Test func onlyTheSideThatAGradientNeedsIsKept() throws {
        let (frozen, values) = try weight([8, 3, 3, 8], .float32)
        let pool = StoragePool()
        try Execution.$pool.withValue(pool) {
            let leaf = input([1, 16, 16, 8]).tracked
            let before = pool.statistics.live
            let result = leaf.relu.convolution(weight: .frozen(frozen), padding: 1)
            // The result and what relu keeps, which is the leaf; relu's result is gone.
            let one = StoragePool.sizeClass(leaf.count * 4)
            #expect(pool.statistics.live == before + one)
            let learned = leaf.relu.convolution(weight: values.tracked, padding: 1)
            #expect(pool.statistics.live == before + 3 * one)
            _ = try #require(result.gradients(seed: result)[leaf])
            withExtendedLifetime(learned) {}
        }
    }
}
