import Engine
import Foundation
import Layers
import Methods
import Models
import Tensors
import Testing
import Values
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
        let settings = try JSONValue(
            parsing: String(contentsOfFile: folder + "/adapter_config.json", encoding: .utf8))
        #expect(settings["peft_type"] == "LORA" && settings["r"] == 3 && settings["lora_alpha"] == 6)
        #expect(settings["tweed_replaced_layers"] == ["conv_out"])
        #expect(settings["target_modules"]?.arrayValue?.contains("conv_out") == true)
        #expect(
            try String(contentsOfFile: folder + "/hypernetwork.json", encoding: .utf8)
                == "{\n  \"residual\" : true\n}\n")
    }

    /// An adapter that another program trained does not say which layer gives its term alone.
    @Test func withoutARecordTheLastLayerIsTaken() throws {
        let (adapter, network) = try makeAdapter()
        try HypernetworkFiles.write(adapter, to: folder)
        try FileManager.default.removeItem(atPath: folder + "/hypernetwork.json")
        try replaceSetting("tweed_replaced_layers", with: nil)
        let read = try HypernetworkFiles.read(artifact(), generator: generator(), choices: choices)
        let noise = Tensor.normal([1, 32, 32, 3], from: RandomStream(seed: 1))
        let prompts = PromptSet.sample(count: 1, split: .test, seed: 2).map(\.text)
        #expect(
            try read.change(noise, prompts: prompts).elements
                == network.change(noise, prompts: prompts).elements)
    }

    @Test func anAdapterOfTheGeneratorItselfIsRefused() throws {
        let adapter = LowRankAdapter(rank: 2, alpha: 2, source: .random(seed: 4)) { $0 != "conv_out" }
        _ = try HypernetworkFiles.build(adapter: adapter, generator: generator(), choices: choices)
        try HypernetworkFiles.write(adapter, to: folder)
        #expect(try message()?.contains("no term for the generator's last layer \"conv_out\"") == true)
    }

    /// f is called once at the highest noise level, whatever number of steps comes after it.
    @Test func itStandsBeforeSeveralStepsToo() throws {
        let (adapter, one) = try makeAdapter()
        try HypernetworkFiles.write(adapter, to: folder)
        let four = try HypernetworkFiles.read(
            artifact(), generator: generator(), choices: GeneratorChoices(steps: 4))
        let noise = Tensor.normal([2, 32, 32, 3], from: RandomStream(seed: 1))
        let prompts = PromptSet.sample(count: 2, split: .test, seed: 2).map(\.text)
        let change = try four.change(noise, prompts: prompts)
        #expect(try change.elements == one.change(noise, prompts: prompts).elements)
        let improved = try four.draw(noise, prompts: prompts).elements
        #expect(try improved == four.drawUnimproved(noise + change, prompts: prompts).elements)
        #expect(try improved != one.draw(noise, prompts: prompts).elements)
    }

    @Test func theNoiseMayBeReplaced() throws {
        let (adapter, _) = try makeAdapter()
        try HypernetworkFiles.write(adapter, isResidual: false, to: folder)
        let read = try HypernetworkFiles.read(artifact(), generator: generator(), choices: choices)
        #expect(!read.isResidual)
    }

    private func replaceSetting(_ name: String, with value: JSONValue?) throws {
        let path = folder + "/adapter_config.json"
        var settings =
            try JSONValue(parsing: String(contentsOfFile: path, encoding: .utf8)).objectValue ?? [:]
        settings[name] = value
        try Data(JSONValue.object(settings).canonicalText.utf8).write(to: URL(fileURLWithPath: path))
    }

    @Test(arguments: [-1, 0, 4097])
    func anImpossibleRankIsRefused(rank: Int) throws {
        try HypernetworkFiles.write(makeAdapter().adapter, to: folder)
        try replaceSetting("r", with: .integer(Int64(rank)))
        #expect(
            try message()?.contains("\"r\" is \(rank); expected a whole number from 1 to 4096") == true)
    }

    @Test func anotherRankThanTheSettingsIsRefused() throws {
        try HypernetworkFiles.write(makeAdapter().adapter, to: folder)
        try replaceSetting("r", with: 4)
        #expect(try message()?.contains("the rank of its arrays is 3, the settings say 4") == true)
    }

    @Test func termsThatDoNotFitAreRefused() throws {
        let (adapter, _) = try makeAdapter()
        try HypernetworkFiles.write(adapter, to: folder)
        func refusal(_ change: (inout [String: Tensor]) -> Void) throws -> String {
            var weights = adapter.store.values
            change(&weights)
            try TensorFile.write(weights, to: folder + "/adapter_model.safetensors", layout: .checkpoint)
            return try #require(try message())
        }
        let prefix = "base_model.model."
        #expect(
            try refusal { $0[prefix + "conv_out.lora_B.weight"] = .zeros([11, 1, 1, 3]) }
                .contains("[11, 3, 1, 1] do not fit the model's weight [12, 3, 3, 8]"))
        #expect(
            try refusal { $0[prefix + "text_proj.lora_A.weight"] = nil }
                .contains("layer \"text_proj\": A (down) is missing"))
        #expect(
            try refusal {
                for part in ["lora_A", "lora_B"] {
                    $0[prefix + "text_projj.\(part).weight"] =
                        $0.removeValue(forKey: prefix + "text_proj.\(part).weight")
                }
            }.contains("is \"text_projj\" the model's \"text_proj\"?"))
    }
}
