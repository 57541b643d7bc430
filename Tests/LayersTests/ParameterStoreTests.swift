import Foundation
import Layers
import Tensors
import Testing

@Suite struct ParameterStoreTests {
    @Test func valuesDependOnNamesAndNotOnTheOrderOfBuilding() {
        let first = ParameterStore(.random(seed: 3))
        _ = Linear(first.scope["a"], inputs: 4, outputs: 2)
        _ = Linear(first.scope["b"], inputs: 4, outputs: 2)
        let second = ParameterStore(.random(seed: 3))
        _ = Linear(second.scope["b"], inputs: 4, outputs: 2)
        _ = Linear(second.scope["a"], inputs: 4, outputs: 2)
        #expect(first["a.weight"]!.value.elements == second["a.weight"]!.value.elements)
        #expect(first["a.weight"]!.value.elements != first["b.weight"]!.value.elements)
    }

    @Test func aCheckpointThatDoesNotFitIsListedInFull() {
        let store = ParameterStore(.values(["layer.weight": .zeros([2, 3]), "extra": .zeros([1])]))
        _ = Linear(store.scope["layer"], inputs: 4, outputs: 2)
        let error = #expect(throws: CheckpointError.self) { try store.verify() }
        #expect(
            error?.description == """
                the weights do not fit the architecture:
                  layer.weight has the shape [2, 3]; the architecture needs [2, 4]
                  missing: layer.bias
                  left over: extra
                """)
    }

    @Test func frozenParametersGetNoGradient() {
        let store = ParameterStore(.random(seed: 1))
        let layer = Linear(store.scope["layer"], inputs: 3, outputs: 2)
        let input = Tensor(repeating: 1, shape: [1, 3])
        #expect(!layer(input).requiresGradient)
        store.setTrainable(true)
        #expect(layer(input).requiresGradient)
    }

    @Test func patternsSpreadAsRandomNumbersDo() {
        func values(_ source: ParameterStore.Source) -> [Float] {
            let store = ParameterStore(source)
            _ = Linear(store.scope["layer"], inputs: 64, outputs: 1001)
            return store["layer.weight"]!.value.elements
        }
        let found = values(.patterned(seed: 3))
        #expect(found == values(.patterned(seed: 3)))
        #expect(found != values(.patterned(seed: 4)))
        #expect(found.allSatisfy { abs($0) <= 0.125 })
        func moments(_ values: [Float]) -> (mean: Float, square: Float) {
            let count = Float(values.count)
            return (values.reduce(0, +) / count, values.reduce(0) { $0 + $1 * $1 } / count)
        }
        let (pattern, random) = (moments(found), moments(values(.random(seed: 3))))
        #expect(abs(pattern.mean - random.mean) < 2e-3)
        #expect(abs(pattern.square / random.square - 1) < 0.02)
        // Neighbours, and the same column of two rows, do not go together.
        for distance in [1, 2, 16, 64] {
            let products = zip(found, found.dropFirst(distance)).map { $0 * $1 }
            #expect(abs(moments(products).mean) < 0.02 * pattern.square)
        }
    }

    @Test func shapesAloneAreCounted() {
        let store = ParameterStore(.shapesOnly)
        _ = Linear(store.scope["layer"], inputs: 1 << 20, outputs: 1 << 12)
        #expect(store.count == (1 << 32) + (1 << 12))
        #expect(store["layer.weight"]?.value.shape == [1 << 12, 1 << 20])
    }

    /// A checkpoint in half precision, written and mapped.
    private func stored(_ tensors: [String: Tensor], type: StoredType = .bfloat16) throws -> [String:
        StoredTensor]
    {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("store-\(UUID().uuidString).safetensors").path
        // The mapping outlives the name.
        defer { try? FileManager.default.removeItem(atPath: path) }
        try TensorFile.write(tensors, to: path, type: type, layout: .checkpoint)
        return try SafetensorsFile(path: path).storedTensors
    }

    @Test func weightsOfACheckpointStayInTheFile() throws {
        let seed = RandomStream(seed: 2)
        let tensors = [
            "large.weight": Tensor.uniform([600, 600], from: seed.stream("large")) - 0.5,
            "large.bias": Tensor.uniform([600], from: seed.stream("bias")),
            "kernel.weight": Tensor.uniform([200, 3, 3, 200], from: seed.stream("kernel")) - 0.5,
            "kernel.bias": Tensor.uniform([200], from: seed.stream("other bias")),
        ]
        let pool = StoragePool()
        try Execution.$pool.withValue(pool) {
            let store = ParameterStore(.stored(try stored(tensors)))
            pool.resetPeak()
            let before = pool.statistics.live
            let linear = Linear(store.scope["large"], inputs: 600, outputs: 600)
            let convolution = Convolution(
                store.scope["kernel"], inputs: 200, outputs: 200, kernel: 3, padding: 1)
            try store.verify()
            // Only the two biases were read.
            #expect(pool.statistics.live - before < 8192)
            #expect(store.storedBytes == 2 * (600 * 600 + 200 * 9 * 200) + 4 * 800)

            // The same numbers as from widened values.
            let widened = ParameterStore(.values(store.values))
            let other = Linear(widened.scope["large"], inputs: 600, outputs: 600)
            let input = Tensor.uniform([3, 600], from: seed.stream("input"))
            for (a, b) in zip(linear(input).elements, other(input).elements) {
                #expect(abs(a - b) <= 1e-4 * max(1, abs(b)))
            }
            let picture = Tensor.uniform([1, 4, 4, 200], from: seed.stream("picture"))
            let otherConvolution = Convolution(
                widened.scope["kernel"], inputs: 200, outputs: 200, kernel: 3, padding: 1)
            for (a, b) in zip(convolution(picture).elements, otherConvolution(picture).elements) {
                #expect(abs(a - b) <= 1e-3 * max(1, abs(b)))
            }
        }
    }

    @Test func aMappedCheckpointThatDoesNotFitIsListedInFull() throws {
        let store = ParameterStore(
            .stored(try stored(["layer.weight": .zeros([2, 3]), "extra": .zeros([1])])))
        _ = Linear(store.scope["layer"], inputs: 4, outputs: 2)
        let error = #expect(throws: CheckpointError.self) { try store.verify() }
        #expect(
            error?.description == """
                the weights do not fit the architecture:
                  layer.weight has the shape [2, 3]; the architecture needs [2, 4]
                  missing: layer.bias
                  left over: extra
                """)
    }

    @Test func aStoredWeightCanLearn() throws {
        let tensors = ["layer.weight": Tensor(repeating: 0.5, shape: [2, 3])]
        let store = ParameterStore(.stored(try stored(tensors)))
        let layer = Linear(store.scope["layer"], inputs: 3, outputs: 2, hasBias: false)
        let input = Tensor(repeating: 1, shape: [1, 3])
        #expect(!layer(input).requiresGradient)
        store.setTrainable(true)
        let gradients = layer(input).sum().gradients()
        #expect(gradients[store["layer.weight"]!.value]?.elements == Array(repeating: 1, count: 6))
    }

    /// A normalisation that is part of the convolution, and one before it, are the same numbers.
    @Test func normalisationIsPartOfTheConvolution() {
        let store = ParameterStore(.random(seed: 5))
        let norm = GroupNorm(store.scope["norm"], groups: 4, channels: 32)
        let convolution = Convolution(store.scope["layer"], inputs: 32, outputs: 16, kernel: 3, padding: 1)
        let input = Tensor.uniform([2, 24, 24, 32], from: RandomStream(seed: 1).stream("x")) * 4 - 1
        let residual = Tensor.uniform([2, 24, 24, 16], from: RandomStream(seed: 1).stream("r"))
        let fused = norm.then(convolution, input, silu: true, adding: residual)
        let plain = convolution(norm(input, silu: true)) + residual
        for (a, b) in zip(fused.elements, plain.elements) { #expect(abs(a - b) <= 2e-5) }
    }
}
