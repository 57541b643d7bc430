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

    /// The sum is kept from one forward to the next, and no longer than its parts.
    @Test func aChangedPartMakesAnotherSum() throws {
        let store = ParameterStore(.values(["layer.weight": Tensor([1, 2, 3, 4], shape: [2, 2])]))
        let (down, up) = ("base_model.model.layer.lora_A.weight", "base_model.model.layer.lora_B.weight")
        let adapter = LowRankAdapter(
            rank: 1, alpha: 1,
            source: .values([
                down: Tensor([1, -1], shape: [1, 2]), up: Tensor([2, 5], shape: [2, 1]),
            ]))
        let layer = Linear(store.scope.adapted(by: adapter)["layer"], inputs: 2, outputs: 2, hasBias: false)
        let first = Tensor([1, 0], shape: [1, 2])
        #expect(layer(first).elements == [3, 8])
        #expect(layer(first).elements == [3, 8])
        try #require(adapter.store[up]).update(Tensor([10, 20], shape: [2, 1]))
        #expect(layer(first).elements == [11, 23])
        try #require(adapter.store[down]).update(Tensor([3, 0], shape: [1, 2]))
        #expect(layer(first).elements == [31, 63])
        try #require(store["layer.weight"]).update(Tensor([0, 0, 0, 0], shape: [2, 2]))
        #expect(layer(first).elements == [30, 60])
        // While something learns there is no sum, and afterwards it is that of what was learned.
        adapter.store.setTrainable(true)
        try #require(adapter.store[up]).update(Tensor([1, 1], shape: [2, 1]))
        #expect(layer(first).elements == [3, 3])
        adapter.store.setTrainable(false)
        #expect(layer(first).elements == [3, 3])
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

    /// The two forms of a low-rank term: beside the weight, as training has it, and added to the weight.
    @Test(arguments: [false, true]) func sidePathAndReparametrisationAgree(replacesBase: Bool) throws {
        let store = ParameterStore(.random(seed: 1))
        // B must not be zero, or A would have no gradient.
        let up = "base_model.model.layer.lora_B.weight"
        let down = "base_model.model.layer.lora_A.weight"
        let values = [
            down: Tensor.uniform([2, 3, 3, 3], from: RandomStream(seed: 2).stream("A")) - 0.5,
            up: Tensor.uniform([4, 1, 1, 2], from: RandomStream(seed: 2).stream("B")) - 0.5,
        ]
        let adapter = LowRankAdapter(
            rank: 2, alpha: 3, replacedLayers: replacesBase ? ["layer"] : [], source: .values(values),
            isTrainable: true)
        let layer = Convolution(
            store.scope.adapted(by: adapter)["layer"], inputs: 3, outputs: 4, kernel: 3, stride: 2, padding: 1
        )
        let leaf = input.tracked
        let result = layer(leaf)
        let gradients = result.gradients(seed: result)

        // W + 3/2 · B A, differentiated through the product of the two matrices.
        let (a, b) = (values[down]!.tracked, values[up]!.tracked)
        let term = b.reshaped([4, 2]).matrixProduct(a.reshaped([2, 27])).reshaped([4, 3, 3, 3]) * 1.5
        let base = store["layer.weight"]!.value
        let other = input.tracked
        let expected = other.convolution(
            weight: replacesBase ? term : base + term,
            bias: replacesBase ? nil : store["layer.bias"]!.value, stride: 2, padding: 1)
        let expectedGradients = expected.gradients(seed: result)

        func near(_ found: Tensor?, _ expected: Tensor?) {
            guard let found, let expected else {
                Issue.record("a gradient is missing")
                return
            }
            let largest = expected.elements.map(abs).max()!
            for (x, y) in zip(found.elements, expected.elements) { #expect(abs(x - y) <= 1e-5 * largest) }
        }
        near(result, expected)
        near(gradients[leaf], expectedGradients[other])
        near(gradients[adapter.store[down]!.value], expectedGradients[a])
        near(gradients[adapter.store[up]!.value], expectedGradients[b])

        // Frozen again, the term is added to the weight.
        adapter.store.setTrainable(false)
        near(layer(input), expected)
    }

    /// Terms of two adapters add up, whether they are in the weight or beside it, and only those that learn get a
    /// gradient; a layer that the second one replaces has its term alone.
    @Test(arguments: [(false, false), (true, false), (false, true), (true, true)])
    func twoAdapters(learns: Bool, replaces: Bool) throws {
        let store = ParameterStore(.random(seed: 1))
        func adapter(_ seed: UInt64, rank: Int, replaces: Bool) throws -> LowRankAdapter {
            let adapter = LowRankAdapter(
                rank: rank, alpha: 3, replacedLayers: replaces ? ["conv", "matrix"] : [],
                source: .random(seed: seed))
            let scope = ParameterStore(.random(seed: 1)).scope.adapted(by: adapter)
            _ = Convolution(scope["conv"], inputs: 3, outputs: 4, kernel: 3, padding: 1)
            _ = Linear(scope["matrix"], inputs: 3, outputs: 4)
            for parameter in adapter.store.parameters {
                let stream = RandomStream(seed: seed).stream("stir").stream(parameter.name)
                parameter.update(parameter.value + Tensor.normal(parameter.shape, from: stream))
            }
            return adapter
        }
        let first = try adapter(2, rank: 2, replaces: false)
        let second = try adapter(3, rank: 1, replaces: replaces)
        let scope = store.scope.adapted(by: first).adapted(by: second)
        let conv = Convolution(scope["conv"], inputs: 3, outputs: 4, kernel: 3, padding: 1)
        let matrix = Linear(scope["matrix"], inputs: 3, outputs: 4)

        let one = ParameterStore(.values(first.merged(into: store)))
        for name in ["conv", "matrix"] {
            if name == "conv" {
                _ = Convolution(one.scope[name], inputs: 3, outputs: 4, kernel: 3, padding: 1)
            } else {
                _ = Linear(one.scope[name], inputs: 3, outputs: 4)
            }
        }
        let both = ParameterStore(.values(second.merged(into: one)))
        let expected = [
            Convolution(both.scope["conv"], inputs: 3, outputs: 4, kernel: 3, padding: 1)(input),
            Linear(both.scope["matrix"], inputs: 3, outputs: 4)(input),
        ]
        second.store.setTrainable(learns)
        for (found, expected) in zip([conv(input), matrix(input)], expected) {
            let largest = try #require(expected.elements.map(abs).max())
            for (x, y) in zip(found.elements, expected.elements) {
                #expect(abs(x - y) <= 1e-5 * largest)
            }
            guard learns else { continue }
            let gradients = found.sum().gradients()
            #expect(first.store.parameters.allSatisfy { gradients[$0.value] == nil })
            #expect(second.store.parameters.count { gradients[$0.value] != nil } == 2)
        }
    }

    @Test func trainingFormsNoGradientOfTheWeight() {
        let store = ParameterStore(.random(seed: 1))
        let adapter = LowRankAdapter(rank: 1, alpha: 1, source: .random(seed: 2), isTrainable: true)
        let layer = Linear(store.scope.adapted(by: adapter)["layer"], inputs: 64, outputs: 64)
        let input = Tensor(repeating: 1, shape: [8, 64])
        let (result, forward) = Execution.measured { layer(input) }
        let (_, backward) = Execution.measured { result.sum().gradients() }
        #expect(forward == 8 * (64 * 64 + 2 * 64))
        // B's gradient, the way to A's result, and A's gradient; the input needs none.
        #expect(backward == 8 * 3 * 64)
    }
}
