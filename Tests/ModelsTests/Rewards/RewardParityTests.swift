import Kernels
import Layers
import Models
import Tensors
import Testing

/// Every reward gives the scores and gradients of the Python code that the papers use, on every instruction set of this
/// machine: gradients of pictures and, where the network learns, of its parameters.
@Suite struct RewardParityTests {
    static let kernels = KernelSet.available.map(\.name)

    private func on(_ kernels: String, _ body: () throws -> Void) throws {
        let set = try #require(KernelSet.available.first { $0.name == kernels })
        try Execution.with(Compute(kernels: set, threads: 2), body)
    }

    private func verify(_ name: String, _ reward: CLIPReward, _ store: ParameterStore, learns: Bool) throws {
        let fixture = try TinyRewards.fixture(name)
        let pictures = try fixture.input("pictures").tracked
        let tokens = try fixture.integers("tokens")
        let text = try reward.encode(tokens)
        try fixture.verify(
            [
                "score": reward.score(pictures, text: text),
                "picture": reward.features(of: pictures), "text": reward.model.textEmbeddings(tokens),
            ], leaves: ["pictures": pictures], learned: learns ? store : nil)
    }

    @Test(arguments: [false, true], kernels)
    func pickScore(learns: Bool, kernels: String) throws {
        try on(kernels) {
            let (reward, store) = try TinyRewards.pickScore(isTrainable: learns)
            try verify("pick-score", reward, store, learns: learns)
        }
    }

    @Test(arguments: ["hps", "hps-quick-gelu"], kernels)
    func humanPreferenceScore(name: String, kernels: String) throws {
        try on(kernels) {
            for learns in [false, true] {
                let (reward, store) = try TinyRewards.hps(name, isTrainable: learns)
                try verify(name, reward, store, learns: learns)
            }
        }
    }

    @Test(arguments: [false, true], kernels)
    func imageReward(learns: Bool, kernels: String) throws {
        try on(kernels) {
            let (reward, store) = try TinyRewards.imageReward(isTrainable: learns)
            let fixture = try TinyRewards.fixture("image-reward")
            let pictures = try fixture.input("pictures").tracked
            let text = try reward.encode(fixture.integers("tokens"))
            try fixture.verify(
                ["score": reward.score(pictures, text: text), "class": reward.features(of: pictures)],
                leaves: ["pictures": pictures], learned: learns ? store : nil)
        }
    }

    @Test(arguments: ["aesthetic", "aesthetic-single"], kernels)
    func aesthetic(name: String, kernels: String) throws {
        try on(kernels) {
            for learns in [false, true] {
                let (reward, store) = try TinyRewards.aesthetic(name, isTrainable: learns)
                let fixture = try TinyRewards.fixture(name)
                let pictures = try fixture.input("pictures").tracked
                try fixture.verify(
                    ["score": reward.score(pictures)], leaves: ["pictures": pictures],
                    learned: learns ? store : nil)
            }
        }
    }
}
