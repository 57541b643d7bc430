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
}
