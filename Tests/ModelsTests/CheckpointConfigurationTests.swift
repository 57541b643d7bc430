import Foundation
import Models
import Testing

/// What a `config.json` of diffusers or transformers may say, and what is refused by name.
@Suite struct CheckpointConfigurationTests {
    private func message<Value: Decodable>(_ type: Value.Type, _ text: String) -> String {
        do {
            _ = try JSONDecoder().decode(type, from: Data(text.utf8))
            return "no error"
        } catch let error as ConfigurationError {
            return error.description
        } catch {
            return "another error"
        }
    }

    @Test func absentSettingsAreThoseOfDiffusers() throws {
        let unet = try JSONDecoder().decode(UNet2DConditionModel.Configuration.self, from: Data("{}".utf8))
        #expect(unet.blockChannels == [320, 640, 1280, 1280])
        #expect(unet.heads == [8, 8, 8, 8])
        #expect(unet.contextFeatures == [1280, 1280, 1280, 1280])
        #expect(unet.layersPerBlock == [2, 2, 2, 2])
        #expect(unet.added == nil && !unet.usesLinearProjection && unet.cosinesFirst)
        let autoencoder = try JSONDecoder().decode(AutoencoderKL.Configuration.self, from: Data("{}".utf8))
        #expect(autoencoder.blockChannels == [64])
        #expect(autoencoder.layersPerBlock == 1)
        #expect(autoencoder.scalingFactor == 0.18215)
        #expect(autoencoder.reduction == 1)
    }

    @Test(arguments: [
        (
            #"{"mid_block_type": "UNetMidBlock2DSimpleCrossAttn"}"#,
            #""mid_block_type" is "UNetMidBlock2DSimpleCrossAttn"; supported: "UNetMidBlock2DCrossAttn""#
        ),
        (#"{"mid_block_type": null}"#, #""mid_block_type" is null; supported: "UNetMidBlock2DCrossAttn""#),
        (
            #"{"down_block_types": ["AttnDownBlock2D", "DownBlock2D"], "block_out_channels": [32, 32]}"#,
            #""down_block_types" is "AttnDownBlock2D"; supported: "DownBlock2D", "CrossAttnDownBlock2D""#
        ),
        (#"{"time_cond_proj_dim": 256}"#, #""time_cond_proj_dim" is 256; supported: null"#),
        (#"{"only_cross_attention": [true]}"#, #""only_cross_attention" is [true]; supported: false"#),
        (#"{"resnet_out_scale_factor": 0.5}"#, #""resnet_out_scale_factor" is 0.5; supported: 1"#),
        (
            #"{"addition_embed_type": "image"}"#,
            #""addition_embed_type" is "image"; supported: null, "text_time""#
        ),
        (
            #"{"addition_embed_type": "text_time"}"#,
            #""addition_embed_type" is "text_time", which needs "addition_time_embed_dim" and "#
                + #""projection_class_embeddings_input_dim""#
        ),
        (#"{"attention_head_dim": [5, 10]}"#, #""attention_head_dim" has 2 values for 4 blocks"#),
        (#"{"attention_head_dim": 7}"#, "320 channels do not split into 7 heads"),
        (#"{"block_out_channels": []}"#, #""block_out_channels" has 0 values; it must have 1 to 16"#),
        (
            #"{"block_out_channels": [32]}"#,
            #"1 "block_out_channels", 4 "down_block_types" and 4 "up_block_types""#
        ),
    ])
    func whatTheDenoiserIsNotWrittenForIsNamed(text: String, problem: String) {
        #expect(
            message(UNet2DConditionModel.Configuration.self, text) == "UNet2DConditionModel: " + problem)
    }

    @Test func whatTheOthersAreNotWrittenForIsNamed() {
        #expect(
            message(AutoencoderKL.Configuration.self, #"{"latents_mean": [0.5, 1]}"#)
                == #"AutoencoderKL: "latents_mean" is [0.5, 1]; supported: null"#)
        #expect(
            message(AutoencoderKL.Configuration.self, #"{"up_block_types": ["AttnUpDecoderBlock2D"]}"#)
                == #"AutoencoderKL: "up_block_types" is "AttnUpDecoderBlock2D"; supported: "UpDecoderBlock2D""#
        )
        #expect(
            message(CLIPTextModel.Configuration.self, #"{"hidden_act": "relu"}"#)
                == #"CLIPTextModel: "hidden_act" is "relu"; supported: "gelu", "quick_gelu""#)
        #expect(
            message(CLIPVisionModel.Configuration.self, #"{"image_size": 8, "patch_size": 16}"#)
                == #"CLIPVisionModel: "image_size" is 8, "patch_size" 16"#)
    }
}
