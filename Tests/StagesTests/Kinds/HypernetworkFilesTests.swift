import Engine
import Foundation
import Layers
import Methods
import Models
import Tensors
import Testing
import World

@testable import Stages

@Suite struct HypernetworkFilesTests {
    private let project: TinyProject
    private var folder: String { project.folder + "/adapter" }
    private let choices = GeneratorChoices(steps: 1)

    /// The generator as the engine would hand it to a stage.
    private func generator() throws -> Artifact { try artifact(project.folder + "/models/one_step") }

    init() throws {
        project = try TinyProject()
        try FileManager.default.createDirectory(
            atPath: project.folder + "/adapter", withIntermediateDirectories: true)
    }

    private func artifact() throws -> Artifact { try artifact(folder) }

    private func artifact(_ folder: String) throws -> Artifact {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        let digest = Digest(of: Data(folder.utf8))
        return Artifact(
            digest: digest, isFolder: true,
            files: names.map {
                Artifact.File(relativePath: $0, path: "\(folder)/\($0)", digest: digest, size: 1)
            })
    }

    private func makeAdapter(rank: Int = 3) throws -> (adapter: LowRankAdapter, network: NoiseHypernetwork) {
        let adapter = LowRankAdapter(
            rank: rank, alpha: 6, replacedLayers: HypernetworkFiles.replacedLayers, source: .random(seed: 4))
        let network = try HypernetworkFiles.build(
            adapter: adapter, generator: generator(), choices: choices
        ).network
        for parameter in adapter.store.parameters {
            let stream = RandomStream(seed: 6).stream(parameter.name)
            parameter.update(parameter.value + Tensor.normal(parameter.value.shape, from: stream) * 0.1)
        }
        return (adapter, network)
    }

    private func message() throws -> String? {
        do {
            _ = try HypernetworkFiles.read(artifact(), generator: generator(), choices: choices)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func comesBackToTheBit() throws {
        let (adapter, network) = try makeAdapter()
        try HypernetworkFiles.write(adapter, to: folder)
        let read = try HypernetworkFiles.read(artifact(), generator: generator(), choices: choices)
        let noise = Tensor.normal([2, 32, 32, 3], from: RandomStream(seed: 1))
        let prompts = PromptSet.sample(count: 2, split: .test, seed: 2).map(\.text)
        let change = try network.change(noise, prompts: prompts)
        #expect(change.elements.contains { $0 != 0 })
        #expect(try read.change(noise, prompts: prompts).elements == change.elements)
        #expect(
            try read.draw(noise, prompts: prompts).elements == network.draw(noise, prompts: prompts).elements)
    }

    /// Names and layout are those of PEFT, so that its tools read the file.
    @Test func liesInTheFileAsOthersExpectIt() throws {
        try HypernetworkFiles.write(makeAdapter().adapter, to: folder)
        let file = try SafetensorsFile(path: folder + "/adapter_model.safetensors")
        #expect(try file.info("base_model.model.conv_out.lora_A.weight").shape == [3, 8, 3, 3])
        #expect(try file.info("base_model.model.conv_out.lora_B.weight").shape == [12, 3, 1, 1])
        #expect(try file.info("base_model.model.text_proj.lora_A.weight").shape == [3, 48])
        let text = try String(contentsOfFile: folder + "/adapter_config.json", encoding: .utf8)
        #expect(
            text == """
                {
                  "lora_alpha" : 6,
                  "peft_type" : "LORA",
                  "r" : 3,
                  "tweed_replaced_layers" : [
                    "conv_out"
                  ]
                }

                """)
    }

    @Test(arguments: [-1, 0, 513])
    func anImpossibleRankIsRefused(rank: Int) throws {
        try HypernetworkFiles.write(makeAdapter().adapter, to: folder)
        let text = """
            {"peft_type": "LORA", "r": \(rank), "lora_alpha": 6, "tweed_replaced_layers": ["conv_out"]}
            """
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/adapter_config.json"))
        #expect(
            try message()
                == "adapter_config.json: the rank \(rank) with alpha 6.0 is none; ranks are 1 to 512")
    }

    @Test func termsThatDoNotFitAreRefused() throws {
        let (adapter, _) = try makeAdapter()
        try HypernetworkFiles.write(adapter, to: folder)
        var weights = adapter.store.values
        weights["base_model.model.conv_out.lora_B.weight"] = .zeros([12, 1, 1, 2])
        weights["base_model.model.text_proj.lora_A.weight"] = nil
        try TensorFile.write(weights, to: folder + "/adapter_model.safetensors", layout: .checkpoint)
        #expect(
            try message() == """
                adapter_model.safetensors: the weights do not fit the architecture:
                  base_model.model.conv_out.lora_B.weight has the shape [12, 1, 1, 2]; the architecture needs \
                [12, 1, 1, 3]
                  missing: base_model.model.text_proj.lora_A.weight
                """)
    }
}
