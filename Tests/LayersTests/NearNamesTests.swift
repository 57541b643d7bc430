import Layers
import Tensors
import Testing

@Suite struct NearNamesTests {
    @Test(
        arguments: [
            ("conv_in.weight", ["conv_out.weight", "conv_inn.weight"], "conv_inn.weight"),
            ("encoder.fc1.bias", ["model.encoder.fc1.bias"], "model.encoder.fc1.bias"),
            ("text_model.a", ["a"], "a"),
            ("abcdefgh", ["xbcdefgh", "xycdefgh"], "xbcdefgh"),
            ("conv_out.bias", ["mid_block.extra", ""], nil),
            ("", ["abc"], nil),
        ] as [(String, [String], String?)])
    func theNearestIsFound(name: String, candidates: [String], expected: String?) {
        #expect(NearNames.nearest(to: name, among: candidates) == expected)
    }

    @Test func missingArraysAreToldWithNearNames() {
        let store = ParameterStore(.values(["layer.wieght": Tensor([1], shape: [1, 1])]))
        _ = Linear(store.scope["layer"], inputs: 1, outputs: 1, hasBias: false)
        #expect(throws: CheckpointError.self) { try store.verify() }
        do {
            try store.verify()
        } catch {
            #expect(
                "\(error)" == """
                    the weights do not fit the architecture:
                      missing: layer.weight
                      left over: layer.wieght
                      is layer.weight what the file calls layer.wieght?
                    """)
        }
    }

    @Test func layersMayHaveRanksOfTheirOwn() {
        let store = ParameterStore(.random(seed: 1))
        let adapter = LowRankAdapter(
            sizes: ["a": .init(rank: 2, alpha: 4), "b": .init(rank: 3, alpha: 1)], source: .random(seed: 2))
        let scope = store.scope.adapted(by: adapter)
        for name in ["a", "b", "c"] { _ = Linear(scope[name], inputs: 4, outputs: 5, hasBias: false) }
        #expect(adapter.layers == ["a", "b"])
        #expect(adapter.store["base_model.model.b.lora_A.weight"]?.shape == [3, 4])
        #expect(adapter.store["base_model.model.a.lora_B.weight"]?.shape == [5, 2])
        #expect(adapter.size(of: "c") == nil)
    }
}
