import Foundation
import Models
import Testing

/// Folders that cannot be loaded say why.
@Suite struct PipelineFolderTests {
    /// A copy of a fixture's folder, with some files replaced.
    private func message(
        _ name: String = "turbo", replacing files: [String: String?], copying copies: [String: String] = [:],
        sampler: SamplerKind? = nil
    ) throws -> String {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("pipeline-\(UUID().uuidString)").path
        try FileManager.default.copyItem(atPath: PipelineFixture.path(name), toPath: folder)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (file, text) in files {
            if let text {
                try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + file))
            } else {
                try FileManager.default.removeItem(atPath: folder + "/" + file)
            }
        }
        for (file, source) in copies {
            try FileManager.default.copyItem(atPath: source, toPath: folder + "/" + file)
        }
        do {
            _ = try StableDiffusionPipeline(PipelineFolder(folder), sampler: sampler)
            return "no error"
        } catch {
            return "\(error)".replacingOccurrences(of: folder + "/", with: "")
        }
    }

    private func text(_ name: String, _ file: String) throws -> String {
        try String(contentsOfFile: PipelineFixture.path(name) + "/" + file, encoding: .utf8)
    }

    @Test func indices() throws {
        let index = try text("turbo", "model_index.json")
        #expect(try message(replacing: [:]) == "no error")
        for unreadable in [nil, "[1", index + String(repeating: " ", count: 64 << 20)] {
            let message = try message(replacing: ["model_index.json": unreadable])
            #expect(message.contains("model_index.json: "), "\(message)")
            #expect(message.contains("a pipeline folder of diffusers has a model_index.json"), "\(message)")
        }
        #expect(
            try message(replacing: [
                "model_index.json": index.replacingOccurrences(
                    of: "\"StableDiffusionPipeline\"", with: "\"FluxPipeline\"")
            ])
                == "model_index.json: the pipeline is \"FluxPipeline\"; supported: StableDiffusionPipeline, "
                + "StableDiffusionXLPipeline")
        #expect(
            try message(replacing: [
                "model_index.json": index.replacingOccurrences(of: "\"unet\"", with: "\"transformer\"")
            ]) == "model_index.json: names no \"unet\", which this pipeline needs")
    }

    @Test func parts() throws {
        #expect(try message("sd15", replacing: [:]).contains("\"PNDMScheduler\" is not supported"))
        #expect(try message("sd15", replacing: [:], sampler: .eulerAncestral) == "no error")
        #expect(
            try message(replacing: ["scheduler/scheduler_config.json": nil])
                == "scheduler/scheduler_config.json: cannot be read; expected a scheduler_config.json of diffusers"
        )
        #expect(
            try message(replacing: ["unet/diffusion_pytorch_model.safetensors": nil]).hasPrefix("unet: "))
        #expect(
            try message(replacing: ["text_encoder/model.safetensors": nil]).hasPrefix("text_encoder: "))
        let index = try text("turbo", "model_index.json")
        #expect(
            try message(replacing: [
                "model_index.json": index.replacingOccurrences(
                    of: "AutoencoderKL", with: "AutoencoderTiny")
            ]).contains("the architecture is \"AutoencoderKL\"; expected \"AutoencoderTiny\""))
    }

    /// A folder with the small autoencoder.
    @Test func tinyAutoencoder() throws {
        let index = try text("turbo", "model_index.json")
        let tiny = ParityFixture.path("autoencoder-tiny")
        #expect(
            try message(
                replacing: [
                    "model_index.json": index.replacingOccurrences(
                        of: "AutoencoderKL", with: "AutoencoderTiny"),
                    "vae/config.json": String(contentsOfFile: tiny + "/config.json", encoding: .utf8),
                    "vae/diffusion_pytorch_model.safetensors": nil,
                ], copying: ["vae/model.safetensors": tiny + "/model.safetensors"]) == "no error")
    }

    /// Parts of different models.
    @Test func mismatches() throws {
        let xl = PipelineFixture.path("sdxl")
        let pipeline = try PipelineFixture("turbo").pipeline()
        let other = try PipelineFixture("sdxl").pipeline()
        #expect(
            throws: PipelineError.mismatch(
                "\"cross_attention_dim\" of the U-Net is 32, and the text encoders give 24 features")
        ) {
            try StableDiffusionPipeline(
                unet: pipeline.unet, autoencoder: pipeline.autoencoder,
                textEncoders: [PipelineFolder(xl).component("text_encoder_2").clipText().model],
                samplerConfiguration: .init(.euler))
        }
        #expect(
            throws: PipelineError.mismatch(
                "1 text encoders and 0 tokenizers; this U-Net needs 2")
        ) {
            try StableDiffusionPipeline(
                unet: other.unet, autoencoder: other.autoencoder, textEncoders: pipeline.textEncoders,
                samplerConfiguration: .init(.euler))
        }
        let index = try text("sdxl", "model_index.json")
        #expect(
            try message(
                "sdxl",
                replacing: [
                    "model_index.json": index.replacingOccurrences(
                        of: "StableDiffusionXLPipeline", with: "StableDiffusionPipeline")
                ])
                == "the parts of the pipeline do not fit: the pipeline is \"StableDiffusionPipeline\", but the U-Net is "
                + "one of the other kind")
    }
}
