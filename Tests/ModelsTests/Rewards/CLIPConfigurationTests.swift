import Foundation
import Models
import Tensors
import Testing

/// Configurations of whole CLIP models, of transformers and of open_clip.
@Suite struct CLIPConfigurationTests {
    private func decode<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
        try JSONDecoder().decode(type, from: Data(text.utf8))
    }

    private func message(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "no error"
        } catch {
            return "\(error)"
        }
    }

    @Test func whatIsWrittenIsReadAgain() throws {
        for expected: CLIPModel.Configuration in [.vitB32, .vitL14, .vitH14] {
            let data = try JSONEncoder().encode(expected)
            #expect(try JSONDecoder().decode(CLIPModel.Configuration.self, from: data) == expected)
        }
    }

    /// What the towers say of the projection does not count, and neither do old settings where there are newer ones.
    @Test func theOuterProjectionAndTheSecondSettingsCount() throws {
        let found = try decode(
            CLIPModel.Configuration.self,
            """
            {"projection_dim": 24, "text_config": {"hidden_size": 8, "projection_dim": 7},
             "text_config_dict": {"hidden_size": 16, "num_attention_heads": 2},
             "vision_config": {"patch_size": 14}, "vision_config_dict": null}
            """)
        #expect(found.text.features == 16 && found.text.heads == 2)
        #expect(found.vision.patchSize == 14 && found.vision.features == 768)
        #expect(found.projectionFeatures == 24)
        #expect(found.text.projectionFeatures == 24 && found.vision.projectionFeatures == 24)
    }

    @Test func anotherKindOfModelIsNamed() throws {
        #expect(
            message {
                _ = try decode(CLIPModel.Configuration.self, #"{"architectures": ["SiglipModel"]}"#)
            } == #"CLIPModel: "architectures" is ["SiglipModel"]; supported: ["CLIPModel"]"#)
    }

    @Test func aFolderHoldsBothTowers() throws {
        let (model, store) = try ModelFolder(ParityFixture.path("pick-score", kind: "rewards")).clip()
        let pictures = Tensor.normal([1, 14, 14, 3], from: RandomStream(seed: 3))
        let expected = try TinyRewards.pickScore().reward.features(of: pictures)
        #expect(try model.pictureEmbeddings(pictures).elements == expected.elements)
        #expect(store["logit_scale"] != nil)
    }

    @Test func openCLIPHasDefaultsAndTwoForms() throws {
        let bare = try decode(OpenCLIPConfiguration.self, #"{"embed_dim": 512, "quick_gelu": true}"#)
        let nested = try decode(
            OpenCLIPConfiguration.self, #"{"model_cfg": {"embed_dim": 512, "quick_gelu": true}}"#)
        #expect(bare == nested)
        #expect(bare.model.vision.patchSize == 16 && bare.model.vision.heads == 12)
        #expect(bare.model.text.features == 512 && bare.model.text.activation == .quickGelu)
    }

    @Test(arguments: [
        (
            #"{"vision_cfg": {"timm_model_name": "vit_base"}}"#,
            #"open_clip: "timm_model_name" is "vit_base"; supported: null, false"#
        ),
        (
            #"{"text_cfg": {"pool_type": "last"}}"#,
            #"open_clip: "pool_type" is "last"; supported: "argmax""#
        ),
        (#"{"custom_text": true}"#, #"open_clip: "custom_text" is true; supported: null, false"#),
        (
            #"{"vision_cfg": {"image_size": 8}}"#,
            #"open_clip: "image_size" is 8, "patch_size" 16"#
        ),
        (
            #"{"vision_cfg": {"head_width": 0}}"#,
            #"open_clip: "num_attention_heads" is 0; it must be a number from 1 to 512"#
        ),
        (
            #"{"text_cfg": {"mlp_ratio": 1e300}}"#,
            #"open_clip: "intermediate_size" is 0; it must be a number from 1 to 65536"#
        ),
    ])
    func whatIsNotSupportedIsNamed(text: String, expected: String) {
        #expect(message { _ = try decode(OpenCLIPConfiguration.self, text) } == expected)
    }
}
