import Hub
import Testing

struct HubFileChoiceTests {
    private func chosen(_ names: [String], _ choice: HubFileChoice = HubFileChoice()) throws -> [String] {
        choice.chosen(of: try names.map { try HubFilePath($0) }).map(\.text)
    }

    private static let pipeline = [
        ".gitattributes", "README.md", "model_index.json", "v1-5-pruned.ckpt", "v1-5-pruned.safetensors",
        "scheduler/scheduler_config.json", "text_encoder/config.json", "text_encoder/flax_model.msgpack",
        "text_encoder/model.fp16.safetensors", "text_encoder/model.safetensors",
        "text_encoder/pytorch_model.bin",
        "text_encoder/pytorch_model.fp16.bin", "tokenizer/merges.txt", "tokenizer/vocab.json",
        "unet/config.json", "unet/diffusion_pytorch_model.bin",
        "unet/diffusion_pytorch_model.fp16.safetensors",
        "unet/diffusion_pytorch_model.non_ema.safetensors", "unet/diffusion_pytorch_model.safetensors",
        "vae/config.json", "vae/diffusion_pytorch_model.bin", "vae_decoder/model.onnx",
    ]
    private static let settings = [
        "model_index.json", "scheduler/scheduler_config.json", "text_encoder/config.json",
        "tokenizer/merges.txt",
        "tokenizer/vocab.json", "unet/config.json", "vae/config.json",
    ]

    @Test func aPipelineHasItsWeightsOnce() throws {
        let expected =
            Self.settings + [
                "text_encoder/model.safetensors", "unet/diffusion_pytorch_model.safetensors",
                "vae/diffusion_pytorch_model.bin",
            ]
        #expect(try chosen(Self.pipeline) == expected.sorted())
    }

    @Test func aVariantTakesThePlaceOfThePlainWeights() throws {
        let expected =
            Self.settings + [
                "text_encoder/model.fp16.safetensors", "unet/diffusion_pytorch_model.fp16.safetensors",
                "vae/diffusion_pytorch_model.bin",
            ]
        #expect(try chosen(Self.pipeline, HubFileChoice(variant: "fp16")) == expected.sorted())
    }

    @Test func shardsBelongToTheirVariant() throws {
        let plain = [
            "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors",
            "model.safetensors.index.json",
        ]
        let half = [
            "model-00001-of-00001.fp16.safetensors", "model.fp16-00001-of-00001.safetensors",
            "model.safetensors.index.fp16.json",
        ]
        let pickled = ["pytorch_model-00001-of-00001.bin", "pytorch_model.bin.index.json"]
        let all = (plain + half + pickled).sorted()
        #expect(try chosen(all) == plain)
        #expect(try chosen(all, HubFileChoice(variant: "fp16")) == half)
        #expect(try chosen(pickled) == pickled)
    }

    @Test func weightsOfOtherNamesAreTaken() throws {
        #expect(try chosen(["HPS_v2.1_compressed.pt", "README.md"]) == ["HPS_v2.1_compressed.pt"])
        #expect(try chosen(["model.fp16.safetensors"]) == ["model.fp16.safetensors"])
        #expect(try chosen(["ImageReward.pt", "med_config.json"]).count == 2)
    }

    @Test func patternsSayExactlyWhatIsWanted() throws {
        let choice = HubFileChoice(
            allow: ["unet/", "*.md"], ignore: ["*.bin", "*non_ema*"], variant: "fp16")
        #expect(
            try chosen(Self.pipeline, choice) == [
                "README.md", "unet/config.json", "unet/diffusion_pytorch_model.fp16.safetensors",
                "unet/diffusion_pytorch_model.safetensors",
            ])
    }
}
