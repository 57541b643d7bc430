import Layers
import Models
import Tensors
import Testing

/// What comes from outside and does not fit is an error with what was found and what was expected; what fits gives
/// what the call without checks gives.
@Suite struct ModelInputErrorTests {
    private func message<Result>(_ body: () throws(ModelInputError) -> Result) -> String? {
        do {
            _ = try body()
            return nil
        } catch {
            return error.description
        }
    }

    @Test func denoiser() throws {
        let model = try ParityFixture("unet-turbo").folder.unet().model
        let latents = Tensor.normal([2, 4, 6, 4], from: RandomStream(seed: 1))
        let text = Tensor.normal([2, 3, 12], from: RandomStream(seed: 2))
        func message(
            _ latents: Tensor, _ timesteps: [Float], _ text: Tensor,
            _ added: UNet2DConditionModel.AddedConditioning? = nil
        ) -> String? {
            self.message { () throws(ModelInputError) in
                try model(checking: latents, timesteps: timesteps, text: text, added: added)
            }
        }
        #expect(
            try model(checking: latents, timesteps: [1, 2], text: text).elements
                == model(latents, timesteps: [1, 2], text: text).elements)
        #expect(
            message(.zeros([2, 4, 6, 3]), [1, 2], text)
                == "UNet2DConditionModel: latents [2, 4, 6, 3]; expected [B, H, W, 4]")
        #expect(
            message(.zeros([2, 0, 6, 4]), [1, 2], text)
                == "UNet2DConditionModel: latents [2, 0, 6, 4]; expected [B, H, W, 4]")
        #expect(
            message(latents, [1], text)
                == "UNet2DConditionModel: 1 time steps; expected 2, one for each of the latents")
        #expect(
            message(latents, [1, 2], .zeros([2, 3, 10]))
                == "UNet2DConditionModel: text [2, 3, 10]; expected [2, T, 12]")
        #expect(
            message(latents, [1, 2], .zeros([1, 3, 12]))
                == "UNet2DConditionModel: text [1, 3, 12]; expected [2, T, 12]")
        #expect(
            message(latents, [1, 2], .zeros([2, 0, 12]))
                == "UNet2DConditionModel: text [2, 0, 12]; expected [2, T, 12]")
        #expect(
            message(latents, [1, 2], text, .init(pooledText: .zeros([2, 10]), sizes: []))
                == "UNet2DConditionModel: conditioned on text, pooled text and sizes; expected text alone")
    }

    @Test func denoiserOfSDXL() throws {
        let model = try ParityFixture("unet-sdxl").folder.unet().model
        let (latents, text) = (Tensor.zeros([2, 4, 4, 4]), Tensor.zeros([2, 3, 12]))
        let sizes = Array(repeating: [Float](repeating: 8, count: 6), count: 2)
        func message(_ pooled: Shape, _ sizes: [[Float]]) -> String? {
            self.message { () throws(ModelInputError) in
                try model(
                    checking: latents, timesteps: [1, 2], text: text,
                    added: .init(pooledText: .zeros(pooled), sizes: sizes))
            }
        }
        #expect(message([2, 10], sizes) == nil)
        #expect(
            message([2, 11], sizes)
                == "UNet2DConditionModel: pooled text [2, 11]; expected [2, 10]")
        #expect(
            message([1, 10], sizes)
                == "UNet2DConditionModel: pooled text [1, 10]; expected [2, 10]")
        #expect(
            message([2, 10], [sizes[0]])
                == "UNet2DConditionModel: 1 lists of sizes; expected 2, one for each of the latents")
        #expect(
            message([2, 10], [sizes[0], [1]])
                == "UNet2DConditionModel: 1 sizes; expected 6, beside 10 features of the pooled text")
        #expect(
            self.message { () throws(ModelInputError) in
                try model(checking: latents, timesteps: [1, 2], text: text)
            } == "UNet2DConditionModel: conditioned on text alone; expected text, pooled text and sizes")
    }

    @Test func autoencoder() throws {
        let (model, store) = try ParityFixture("autoencoder").folder.autoencoder()
        #expect(
            message { () throws(ModelInputError) in try model.decode(checking: .zeros([1, 4, 4, 3])) }
                == "AutoencoderKL: latents [1, 4, 4, 3]; expected [B, H, W, 4]")
        #expect(
            message { () throws(ModelInputError) in try model.pictures(checking: .zeros([4, 4, 4])) }
                == "AutoencoderKL: latents [4, 4, 4]; expected [B, H, W, 4]")
        #expect(
            message { () throws(ModelInputError) in try model.encode(checking: .zeros([1, 8, 8, 4])) }
                == "AutoencoderKL: pictures [1, 8, 8, 4]; expected [B, H, W, 3]")
        #expect(
            message { () throws(ModelInputError) in try model.encode(checking: .zeros([1, 1, 8, 3])) }
                == "AutoencoderKL: pictures [1, 1, 8, 3]; expected [B, H, W, 3] with H and W of at least 2")
        let latents = Tensor.normal([1, 2, 2, 4], from: RandomStream(seed: 1))
        #expect(try model.decode(checking: latents).elements == model.decode(latents).elements)
        #expect(try model.encode(checking: .zeros([1, 2, 3, 3])).mean.shape == [1, 1, 1, 4])

        let decoder = AutoencoderKL(store.scope, configuration: model.configuration, parts: .decoder)
        #expect(
            message { () throws(ModelInputError) in try decoder.encode(checking: .zeros([1, 8, 8, 3])) }
                == "AutoencoderKL: conditioned on pictures; expected latents: it has no encoder")
    }

    @Test func textTower() throws {
        let model = try ParityFixture("clip-text-quick-gelu").folder.clipText().model
        func message(_ texts: [[Int]]) -> String? {
            self.message { () throws(ModelInputError) in try model(checking: texts) }
        }
        #expect(message([[38, 1, 39]]) == nil)
        #expect(message([[38, -1]]) == "CLIPTextModel: token 1 of text 0 is -1; the vocabulary has 0 to 39")
        #expect(
            message([[38], [40]]) == "CLIPTextModel: token 0 of text 1 is 40; the vocabulary has 0 to 39")
        #expect(
            message([Array(repeating: 1, count: 10)])
                == "CLIPTextModel: text 0 has 10 tokens; expected 1 to 9")
        #expect(message([[]]) == "CLIPTextModel: text 0 has 0 tokens; expected 1 to 9")
        #expect(
            message([[38, 39], [38, 1, 39]])
                == "CLIPTextModel: 3 tokens; expected 2, as in the first text")
        #expect(message([]) == "CLIPTextModel: 0 texts; expected 1, or more")
    }

    @Test func pictureTower() throws {
        let model = try ParityFixture("clip-vision-gelu").folder.clipVision().model
        func message(_ shape: Shape) -> String? {
            self.message { () throws(ModelInputError) in try model(checking: .zeros(shape)) }
        }
        #expect(message([2, 14, 14, 3]) == nil)
        for shape: Shape in [[2, 14, 13, 3], [2, 14, 14, 1], [14, 14, 3], [2, 14, 14, 3, 1]] {
            #expect(message(shape) == "CLIPVisionModel: pictures \(shape); expected [B, 14, 14, 3]")
        }
    }

    @Test func rewards() throws {
        let clip = try TinyRewards.pickScore().reward
        let image = try TinyRewards.imageReward().reward
        let pictures = Tensor.zeros([3, 14, 14, 3])
        let two = try clip.encode([[38, 39], [38, 1, 39]])
        #expect(
            message { () throws(ModelInputError) in try clip.score(pictures, text: two) }
                == "CLIPModel: 2 texts; expected 3, one for each picture, or one for all of them")
        #expect(
            message { () throws(ModelInputError) in try image.score(pictures, text: two) }
                == "ImageReward: conditioned on embeddings of texts; expected tokens, from this reward's encode"
        )
        #expect(
            message { () throws(ModelInputError) in try clip.score(pictures) }
                == "CLIPModel: conditioned on no text; expected embeddings of texts, from this reward's encode"
        )
        #expect(
            message { () throws(ModelInputError) in try image.encode([[0, 0]]) }
                == "ImageReward: text 0 has 0 tokens; expected 1 to 9")
        #expect(
            message { () throws(ModelInputError) in try image.encode([[37, 40, 38]]) }
                == "ImageReward: token 1 of text 0 is 40; the vocabulary has 0 to 39")
        #expect(
            message { () throws(ModelInputError) in
                try image.score(.zeros([1, 16, 14, 3]), text: image.encode([[37, 38]]))
            } == "ImageReward: pictures [1, 16, 14, 3]; expected [B, 14, 14, 3]")
        #expect(
            message { () throws(ModelInputError) in
                try clip.score(pictures, text: clip.encode([[38, 39]]), shift: .zeros([3, 15]))
            } == "CLIPModel: shift [3, 15]; expected [3, 16]")
        #expect(
            message { () throws(ModelInputError) in
                try RednessReward().score(.zeros([1, 2, 2, 4]))
            } == "Redness: pictures [1, 2, 2, 4]; expected [B, H, W, 3]")
        #expect(
            message { () throws(ModelInputError) in
                try RednessReward().score(.zeros([1, 2, 2, 3]), text: .none, shift: .zeros([1, 2]))
            } == "Redness: conditioned on a shift of tokens; expected none")
    }
}
