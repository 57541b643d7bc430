import Checkpoints
import Foundation
import Layers
import Models
import Tensors
import Testing
import Values

/// Adapters that PEFT, diffusers and kohya's scripts save (`Tools/fixtures/adapters.py`), and Tweed's own.
@Suite struct AdapterTests {
    private static let base = ModelFolder(Fixtures.folder + "/models/unet-turbo")

    private func path(_ name: String) -> String { "\(Fixtures.folder)/adapters/\(name)" }

    private func file(_ name: String) throws -> LowRankAdapterFile {
        try LowRankAdapterFile(FileTree(folder: path(name)))
    }

    private func shapes() throws -> [String: Shape] {
        let store = try Self.base.unet().store
        return Dictionary(uniqueKeysWithValues: store.parameters.map { ($0.name, $0.shape) })
    }

    /// The output at the inputs of the fixture.
    private func output(_ model: UNet2DConditionModel) throws -> Tensor {
        let file = try SafetensorsFile(path: Fixtures.folder + "/models/unet-turbo/parity.safetensors")
        let times = try file.withBytes("input.timesteps") { bytes in
            (0..<2).map { Float(bytes.loadUnaligned(fromByteOffset: $0 * 8, as: Int64.self)) }
        }
        return model(
            try file.tensor("input.latents", layout: .checkpoint), timesteps: times,
            text: try file.tensor("input.text", layout: .checkpoint))
    }

    /// The largest difference as a part of the largest value.
    private func error(_ found: Tensor, _ folder: String) throws -> Float {
        let expected = try SafetensorsFile(path: folder + "/output.safetensors")
            .tensor("sample", layout: .checkpoint)
        try #require(found.shape == expected.shape)
        let largest = expected.elements.map(abs).max() ?? 0
        let difference = zip(found.elements, expected.elements).map { abs($0 - $1) }.max() ?? .nan
        return difference / largest
    }

    @Test(arguments: ["peft", "peft-patterns", "peft-linear", "diffusers", "diffusers-old", "kohya"])
    func theAdaptedNetworkGivesWhatPythonGives(name: String) throws {
        let plain = try error(output(Self.base.unet().model), path(name))
        #expect(plain > 0.01, "the adapter does nothing")
        let adapted = try Self.base.unet(adapter: AdapterChoice(file(name))).model
        let error = try error(output(adapted), path(name))
        #expect(error < 1e-4, "\(error)")
    }

    @Test func layoutsAreTold() throws {
        #expect(try file("peft").layout == .peft)
        #expect(try file("diffusers-old").layout == .diffusers)
        let kohya = try file("kohya")
        #expect(kohya.layout == .kohya)
        #expect(kohya.components == ["unet"])
        #expect(kohya.terms.allSatisfy { $0.scale == 2 && $0.rank == 2 })
    }

    @Test func ranksAndFactorsFollowThePatterns() throws {
        let adapter = try file("peft-patterns").adapter(for: shapes())
        let block = "down_blocks.0.attentions.0.transformer_blocks.0."
        #expect(adapter.size(of: block + "attn1.to_q") == .init(rank: 3, alpha: Float(2 * 3.0.squareRoot())))
        #expect(adapter.size(of: block + "attn2.to_q") == .init(rank: 4, alpha: 4))
        #expect(adapter.size(of: block + "attn2.to_v") == .init(rank: 4, alpha: 10))
        #expect(adapter.size(of: "conv_in") == nil)
    }

    /// What is written is what was read, to the byte each time.
    @Test(arguments: ["peft", "peft-patterns"])
    func anAdapterIsWrittenAsPEFTDoes(name: String) throws {
        let adapter = try file(name).adapter(for: shapes())
        #expect(throws: CheckpointFileError.self) { try LowRankAdapterFile.write(adapter, to: path(name)) }
        _ = try UNet2DConditionModel(
            Self.base.unet().store.scope.adapted(by: adapter),
            configuration: Self.base.unet().model.configuration)
        let (one, two) = (try TemporaryFolder(), try TemporaryFolder())
        for folder in [one, two] { try LowRankAdapterFile.write(adapter, to: folder.path) }
        for file in ["adapter_config.json", "adapter_model.safetensors"] {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(one.path)/\(file)"))
            #expect(try bytes == Data(contentsOf: URL(fileURLWithPath: "\(two.path)/\(file)")))
        }
        let read = try LowRankAdapterFile(FileTree(folder: one.path))
        let adapted = try Self.base.unet(adapter: AdapterChoice(read)).model
        #expect(try error(output(adapted), path(name)) < 1e-4)
        // Where a folder is named, the adapter stays there, for adapters.py --check.
        if let kept = ProcessInfo.processInfo.environment["TWEED_KEEP_ADAPTERS"] {
            let folder = "\(kept)/\(name)"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try LowRankAdapterFile.write(adapter, to: folder)
            try TensorFile.write(
                ["sample": output(adapted)], to: folder + "/output.safetensors", layout: .checkpoint)
        }
    }

    @Test func strangeLayersAreNamedWithNearOnes() throws {
        var shapes = try shapes()
        shapes["conv_inn.weight"] = shapes.removeValue(forKey: "conv_in.weight")
        #expect(
            message(without: path("peft")) { _ = try file("peft").adapter(for: shapes) } == """
                PATH/adapter_model.safetensors: the model has no layers of these names: conv_in; is "conv_in" the \
                model's "conv_inn"?
                """)
    }

    @Test func anotherModelsShapesAreRefused() throws {
        var shapes = try shapes()
        shapes["conv_in.weight"] = [8, 3, 3, 5]
        #expect(
            message(without: path("peft")) { _ = try file("peft").adapter(for: shapes) } == """
                PATH/adapter_model.safetensors: layer "conv_in": A [2, 4, 3, 3] and B [8, 2, 1, 1] do not fit the \
                model's weight [8, 3, 3, 5]
                """)
        #expect(
            message { _ = try file("kohya").adapter(for: shapes, component: "text_encoder") }
                .contains("the adapter has no terms for \"text_encoder\"; it has some for unet"))
    }

    private func refusal(
        _ arrays: [String: [Int]], settings: String? = nil
    ) throws -> String {
        let folder = try TemporaryFolder()
        let tensors = arrays.map {
            SafetensorsTensor(
                name: $0.key, shape: $0.value, floats: .init(repeating: 1, count: $0.value.reduce(1, *)))
        }
        try SafetensorsWriter.write(tensors, to: folder.path + "/adapter_model.safetensors")
        if let settings { try folder.write(settings, to: "adapter_config.json") }
        return message(without: folder.path) {
            _ = try LowRankAdapterFile(FileTree(folder: folder.path))
        }
    }

    private static let pair = [
        "base_model.model.x.lora_A.weight": [2, 3], "base_model.model.x.lora_B.weight": [4, 2],
    ]

    @Test(arguments: [
        ("{\"peft_type\": \"LOHA\"}", "\"peft_type\" is \"LOHA\"; supported: \"LORA\""),
        ("{\"use_dora\": true}", "\"use_dora\" is true: DoRA is not supported"),
        ("{\"r\": 0}", "\"r\" is 0; expected a whole number from 1 to 4096"),
        ("{\"r\": 5}", "layer \"x\": the rank of its arrays is 2, the settings say 5"),
        ("{\"lora_alpha\": \"x\"}", "\"lora_alpha\" is \"x\"; expected a number up to 10^9"),
        (
            "{\"rank_pattern\": {\"(a+)+\": 2}}",
            "the pattern \"(a+)+\" is a regular expression; only names of layers are read"
        ),
        (
            "{\"modules_to_save\": [\"head\"]}",
            "\"modules_to_save\" is not supported: the adapter holds whole modules"
        ),
        (
            "{\"layer_replication\": [[0, 1]]}",
            "\"layer_replication\" is set, which is not supported; plain LoRA is"
        ),
    ])
    func settingsThatAreNotSupportedAreTold(settings: String, expected: String) throws {
        #expect(try refusal(Self.pair, settings: settings).hasSuffix(": " + expected))
    }

    @Test func arraysThatDoNotFitEachOtherAreRefused() throws {
        #expect(try refusal(Self.pair) == "no error")
        #expect(
            try refusal(["base_model.model.x.lora_A.weight": [2, 3]])
                == "PATH/adapter_model.safetensors: layer \"x\": B (up) is missing")
        #expect(
            try refusal([
                "base_model.model.x.lora_A.weight": [2, 3], "base_model.model.x.lora_B.weight": [4, 3],
            ]).contains("A [2, 3] and B [4, 3] are not [r, in] and [out, r]"))
        var arrays = Self.pair
        arrays["base_model.model.x.lora_magnitude_vector"] = [4]
        #expect(try refusal(arrays).contains("belongs to DoRA, which is not supported"))
        arrays = Self.pair
        arrays["head.weight"] = [4]
        #expect(try refusal(arrays).contains("\"head.weight\" is no array of a LoRA adapter"))
    }

    @Test func namesOfTheOriginalCodeAreExplained() throws {
        let folder = try TemporaryFolder()
        let name = "lora_unet_input_blocks_1_1_proj_in"
        try SafetensorsWriter.write(
            [
                SafetensorsTensor(name: name + ".lora_down.weight", shape: [1, 2], floats: [1, 1]),
                SafetensorsTensor(name: name + ".lora_up.weight", shape: [2, 1], floats: [1, 1]),
            ], to: folder.path + "/style.safetensors")
        let file = try LowRankAdapterFile(path: folder.path + "/style.safetensors")
        #expect(
            message { _ = try file.adapter(for: shapes()) }
                .contains("these are names of the original Stable Diffusion code"))
    }
}
