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
}
