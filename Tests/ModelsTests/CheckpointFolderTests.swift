import Foundation
import Layers
import Models
import Tensors
import Testing

/// Folders of diffusers and transformers that are damaged, old or of another kind.
@Suite final class CheckpointFolderTests {
    private let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("tweed-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A copy of a fixture with other arrays and settings.
    private func copy(
        _ name: String, settings: [String: Any] = [:], change: (inout [String: Tensor]) -> Void = { _ in }
    ) throws -> ModelFolder {
        let source = ParityFixture.path(name)
        let data = try #require(FileManager.default.contents(atPath: source + "/config.json"))
        var config = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        for (key, value) in settings { config[key] = value }
        try JSONSerialization.data(withJSONObject: config).write(
            to: URL(fileURLWithPath: path + "/config.json"))
        let file = try SafetensorsFile(path: source + "/model.safetensors")
        var arrays: [String: Tensor] = [:]
        for array in file.names where !array.hasSuffix("position_ids") {
            arrays[array] = try file.tensor(array, layout: .checkpoint)
        }
        change(&arrays)
        try TensorFile.write(arrays, to: path + "/model.safetensors", layout: .checkpoint)
        return ModelFolder(path)
    }

    private func message(_ load: () throws -> Void) -> String {
        do {
            try load()
            return "no error"
        } catch {
            return "\(error)"
        }
    }

    @Test func attentionUnderItsOldNamesIsTheSame() throws {
        let folder = try copy("autoencoder") { arrays in
            for (name, value) in arrays where name.contains(".attentions.") {
                arrays[name] = nil
                let old = name.replacingOccurrences(of: "to_q", with: "query")
                    .replacingOccurrences(of: "to_k", with: "key")
                    .replacingOccurrences(of: "to_v", with: "value")
                    .replacingOccurrences(of: "to_out.0", with: "proj_attn")
                arrays[old] = value
            }
            #expect(arrays["decoder.mid_block.attentions.0.proj_attn.bias"] != nil)
        }
        let latents = Tensor.normal([1, 3, 3, 4], from: RandomStream(seed: 1))
        let expected = try ParityFixture("autoencoder").folder.autoencoder().model.decode(latents)
        #expect(try folder.autoencoder().model.decode(latents).elements == expected.elements)
    }

    @Test func theTowersNameMayStandInFrontOrNot() throws {
        let folder = try copy("clip-text-quick-gelu") { arrays in
            for (name, value) in arrays {
                arrays[name] = nil
                arrays[String(name.trimmingPrefix("text_model."))] = value
            }
            #expect(arrays["final_layer_norm.bias"] != nil)
        }
        let expected = try ParityFixture("clip-text-quick-gelu").folder.clipText().model([[38, 3, 39]])
        #expect(try folder.clipText().model([[38, 3, 39]]).pooled.elements == expected.pooled.elements)
    }

    @Test func everyArrayIsUsedAndEveryParameterFilled() throws {
        let folder = try copy("unet-turbo") { arrays in
            arrays["conv_out.bias"] = nil
            arrays["mid_block.extra"] = Tensor(1)
        }
        #expect(
            message { _ = try folder.unet() } == """
                \(path)/model.safetensors: the weights do not fit the architecture:
                  missing: conv_out.bias
                  left over: mid_block.extra
                """)
    }

    @Test func anotherKindOfModelIsNamed() throws {
        let folder = try copy("clip-vision-gelu")
        #expect(
            message { _ = try folder.clipText() } == """
                \(path)/config.json: the architecture is "CLIPVisionModelWithProjection"; expected "CLIPTextModel" \
                or "CLIPTextModelWithProjection"
                """)
    }

    @Test func unsupportedSettingsAreNamedWithTheFile() throws {
        let folder = try copy("unet-turbo", settings: ["class_embed_type": "timestep"])
        #expect(
            message { _ = try folder.unet() }
                == #"\#(path)/config.json: UNet2DConditionModel: "class_embed_type" is "timestep"; supported: null"#
        )
    }

    @Test(arguments: [
        (
            "block_out_channels", [8, 18],
            "\"block_out_channels\" is 18; it must be a multiple of 4 from 4 to 8192"
        ),
        ("attention_head_dim", [-2, 4], "\"attention_head_dim\" is -2; it must be a number from 1 to 512"),
        (
            "layers_per_block", [1, 1 << 40],
            "\"layers_per_block\" is 1099511627776; it must be a number from 1 to 32"
        ),
    ])
    func sizesOutsideOfReasonAreRefused(setting: String, value: [Int], problem: String) throws {
        var settings = ["attention_head_dim": [2, 2]]
        settings[setting] = value
        let folder = try copy("unet-turbo", settings: settings)
        #expect(message { _ = try folder.unet() } == "\(path)/config.json: \(problem)")
    }
}
