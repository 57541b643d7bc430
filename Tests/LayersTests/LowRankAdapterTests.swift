import Layers
import Tensors
import Testing

@Suite struct LowRankAdapterTests {
    private let input = Tensor.uniform([2, 5, 5, 3], from: RandomStream(seed: 9).stream("input"))

    @Test func anUntrainedAdapterChangesNothing() {
        let store = ParameterStore(.random(seed: 1))
        let plain = Convolution(store.scope["layer"], inputs: 3, outputs: 4, kernel: 3, padding: 1)
        let adapter = LowRankAdapter(rank: 2, alpha: 4, source: .random(seed: 2))
        let adapted = Convolution(
            store.scope.adapted(by: adapter)["layer"], inputs: 3, outputs: 4, kernel: 3, padding: 1)
        #expect(plain(input).elements == adapted(input).elements)
    }

    @Test func aReplacedLayerStartsAsZero() {
        let store = ParameterStore(.random(seed: 1))
        let adapter = LowRankAdapter(rank: 2, alpha: 4, replacedLayers: ["layer"], source: .random(seed: 2))
        let adapted = Convolution(
            store.scope.adapted(by: adapter)["layer"], inputs: 3, outputs: 4, kernel: 3, padding: 1)
        #expect(adapted(input).elements.allSatisfy { $0 == 0 })
    }

    @Test func theTermIsTheScaledProduct() {
        let store = ParameterStore(.values(["layer.weight": Tensor([1, 2, 3, 4], shape: [2, 2])]))
        let adapter = LowRankAdapter(
            rank: 1, alpha: 3,
            source: .values([
                "base_model.model.layer.lora_A.weight": Tensor([1, -1], shape: [1, 2]),
                "base_model.model.layer.lora_B.weight": Tensor([2, 5], shape: [2, 1]),
            ]))
        let layer = Linear(store.scope.adapted(by: adapter)["layer"], inputs: 2, outputs: 2, hasBias: false)
        // W + 3 · B A = [[1 + 6, 2 - 6], [3 + 15, 4 - 15]]
        #expect(layer(Tensor([1, 0], shape: [1, 2])).elements == [7, 18])
        #expect(layer(Tensor([0, 1], shape: [1, 2])).elements == [-4, -11])
    }

    @Test func onlyChosenLayersGetATerm() {
        let store = ParameterStore(.random(seed: 1))
        let adapter = LowRankAdapter(
            rank: 2, alpha: 4, source: .random(seed: 2), isAdapted: { $0.hasSuffix(".to_q") })
        for name in ["to_q", "to_out"] {
            _ = Linear(store.scope.adapted(by: adapter)["attn"][name], inputs: 3, outputs: 4)
        }
        #expect(
            adapter.store.parameters.map(\.name) == [
                "base_model.model.attn.to_q.lora_A.weight", "base_model.model.attn.to_q.lora_B.weight",
            ])
    }

    @Test func onlyTheAdapterLearns() {
        let store = ParameterStore(.random(seed: 1))
        let adapter = LowRankAdapter(rank: 2, alpha: 4, source: .random(seed: 2), isTrainable: true)
        let layer = Linear(store.scope.adapted(by: adapter)["layer"], inputs: 3, outputs: 4)
        let gradients = layer(Tensor(repeating: 1, shape: [1, 3])).sum().gradients()
        #expect(gradients[store["layer.weight"]!.value] == nil)
        #expect(gradients[adapter.store["base_model.model.layer.lora_B.weight"]!.value] != nil)
    }
}
