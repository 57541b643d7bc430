import Layers
import Models
import Tensors
import Testing

/// The real checkpoints of the rewards have these names and shapes (`Tools/fixtures/rewards.py`), and each array of
/// them finds its place.
@Suite struct RewardTrueSizeTests {
    private func shapes(_ name: String) throws -> [String: [Int]] {
        try TinyRewards.decode([String: [Int]].self, "true-sizes/\(name).json")
    }

    /// HPSv2 and HPSv2.1.
    @Test func openCLIP() throws {
        let shapes = try shapes("open-clip-vit-h-14")
        let file = try SparseCheckpoint(shapes)
        var text = CLIPModel.Configuration.vitH14.text
        text.endToken = 2
        let expected = CLIPModel.Configuration(text: text, vision: .vitH14, projectionFeatures: 1024)
        let settings = try TinyRewards.decode(
            OpenCLIPConfiguration.self, "true-sizes/open-clip-vit-h-14-config.json")
        #expect(settings.model == expected)
        #expect(try CLIPModel.Configuration(openCLIP: file.arrays) == expected)
        let (_, store) = try CLIPModel.load(file.arrays, configuration: expected)
        #expect(store.count == shapes.values.reduce(0) { $0 + $1.reduce(1, *) })
        #expect(store.count == 986_109_441)
    }

    @Test func pickScore() throws {
        let shapes = try shapes("pick-score")
        let configuration = try TinyRewards.decode(
            CLIPModel.Configuration.self, "true-sizes/pick-score-config.json")
        #expect(configuration == .vitH14)
        let (_, store) = try CLIPModel.load(SparseCheckpoint(shapes).arrays, configuration: configuration)
        #expect(store.count == 986_109_441)
    }

    @Test func imageReward() throws {
        let shapes = try shapes("image-reward")
        #expect(shapes["blip.vision_proj.weight"] == [256, 1024])
        let (_, store) = try ImageReward.load(SparseCheckpoint(shapes).arrays)
        let unused = ["blip.vision_proj.", "blip.text_proj.", "blip.text_encoder.embeddings.position_ids"]
        let used = shapes.filter { name, _ in !unused.contains { name.hasPrefix($0) } }
        #expect(store.count == used.values.reduce(0) { $0 + $1.reduce(1, *) })
        #expect(store.count == 446_206_689)
    }

    /// `sac+logos+ava1-l14-linearMSE.pth` and `sa_0_4_vit_l_14_linear.pth`.
    @Test func aesthetics() throws {
        let vision = CLIPVisionModel(ParameterStore(.shapesOnly).scope, configuration: .vitL14)
        let widths = [768, 1024, 128, 64, 16, 1]
        var shapes: [String: [Int]] = [:]
        for (index, layer) in [0, 2, 4, 6, 7].enumerated() {
            shapes["layers.\(layer).weight"] = [widths[index + 1], widths[index]]
            shapes["layers.\(layer).bias"] = [widths[index + 1]]
        }
        let five = try AestheticReward.load(SparseCheckpoint(shapes).arrays, vision: vision)
        #expect(five.store.count == 927_969)
        let one = try AestheticReward.load(
            SparseCheckpoint(["weight": [1, 768], "bias": [1]]).arrays, vision: vision)
        #expect(one.store.count == 769)
    }
}
