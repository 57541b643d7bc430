import Kernels
import Layers
import Models
import Tensors
import Testing

/// What holds of the rewards beyond the numbers of the Python code.
@Suite struct RewardTests {
    static let names = ["pick-score", "hps", "image-reward", "aesthetic"]

    private func reward(_ name: String) throws -> any RewardModel {
        switch name {
        case "pick-score": try TinyRewards.pickScore().reward
        case "hps": try TinyRewards.hps(name).reward
        case "image-reward": try TinyRewards.imageReward().reward
        default: try TinyRewards.aesthetic(name).reward
        }
    }

    private let pictures = Tensor.normal([5, 14, 14, 3], from: RandomStream(seed: 3))
    private let tokens = [[38, 5, 39], [38, 1, 2, 3, 39], [38, 7, 39], [38, 39], [38, 4, 4, 4, 39]]

    @Test(arguments: names)
    func aPictureScoresTheSameAloneAndInABatch(name: String) throws {
        let reward = try reward(name)
        let text = try reward.encode(tokens)
        let together = try reward.score(pictures, text: text)
        #expect(together.shape == [5])
        #expect(Set(together.elements).count == 5)
        for index in 0..<5 {
            let alone = try reward.score(
                pictures.gathered([index]), text: reward.encode([tokens[index]]))
            #expect(alone.scalar.bitPattern == together.elements[index].bitPattern)
        }
        #expect(try reward.features(of: pictures).shape[0] == 5)
    }

    /// One prompt and many pictures, the usual case: what is computed once serves all.
    @Test(arguments: names)
    func oneTextServesAllPictures(name: String) throws {
        let reward = try reward(name)
        let one = try reward.encode([tokens[1]])
        let each = one.gathered([0, 0, 0, 0, 0])
        let scores = try reward.score(pictures, text: one)
        #expect(scores.elements == (try reward.score(pictures, text: each).elements))
        #expect(reward.textFormat == nil || each.count == 5)
    }

    @Test(arguments: names)
    func bytesDoNotDependOnTheNumberOfThreads(name: String) throws {
        let reward = try reward(name)
        func everything(threads: Int) throws -> [[Float]] {
            try Execution.with(Compute(threads: threads)) {
                let leaf = pictures.tracked
                let scores = try reward.score(leaf, text: reward.encode(tokens))
                return [scores.elements, try #require(scores.sum().gradients()[leaf]).elements]
            }
        }
        let one = try everything(threads: 1)
        for threads in [2, 3] { #expect(try everything(threads: threads) == one) }
    }

    /// What stands behind the end of a text changes nothing.
    @Test func paddingDoesNotCount() throws {
        for (name, pad) in [("pick-score", 39), ("pick-score", 0), ("hps", 0), ("image-reward", 0)] {
            let reward = try reward(name)
            let padded = [38, 5, 39] + Array(repeating: pad, count: 6)
            let bare = try reward.score(pictures, text: reward.encode([[38, 5, 39]]))
            #expect(try reward.score(pictures, text: reward.encode([padded])).elements == bare.elements)
        }
    }

    /// As noise-aware fine-tuning trains a reward: an adapter on every layer, behind frozen weights.
    @Test func gradientsReachTheAdapterOfEveryLayer() throws {
        let adapters = (0..<2).map {
            LowRankAdapter(rank: 2, alpha: 4, source: .random(seed: UInt64($0)), isTrainable: true)
        }
        let (clip, clipStore) = try TinyRewards.pickScore()
        let (image, imageStore) = try TinyRewards.imageReward()
        let adapted: [any RewardModel] = [
            CLIPReward(
                CLIPModel(
                    clipStore.scope.adapted(by: adapters[0]), configuration: clip.model.configuration),
                scale: .learned),
            ImageReward(
                imageStore.scope.adapted(by: adapters[1]), configuration: image.configuration),
        ]
        let plain: [any RewardModel] = [clip, image]
        for index in 0..<2 {
            let scores = try adapted[index].score(pictures, text: adapted[index].encode(tokens))
            // B starts at zero.
            #expect(
                scores.elements
                    == (try plain[index].score(pictures, text: plain[index].encode(tokens)).elements))
            let gradients = scores.squared.sum().gradients()
            let ups = adapters[index].store.parameters.filter { $0.name.hasSuffix("lora_B.weight") }
            #expect(ups.count == [33, 38][index])
            for parameter in ups {
                let gradient = try #require(gradients[parameter], "\(parameter.name)")
                #expect(gradient.sumOfSquares > 0, "\(parameter.name)")
            }
        }
    }

    /// Memory for time, and the same bytes.
    @Test func layersComputedAgainGiveTheSameGradients() throws {
        let (clip, clipStore) = try TinyRewards.pickScore()
        let (image, imageStore) = try TinyRewards.imageReward()
        let thrifty: [any RewardModel] = [
            CLIPReward(
                CLIPModel(
                    clipStore.scope, configuration: clip.model.configuration, recomputesLayers: true),
                scale: .learned),
            ImageReward(imageStore.scope, configuration: image.configuration, recomputesLayers: true),
        ]
        for (first, second) in zip([clip, image] as [any RewardModel], thrifty) {
            let gradients = try [first, second].map { reward in
                let leaf = pictures.tracked
                let scores = try reward.score(leaf, text: reward.encode(tokens))
                return try #require(scores.sum().gradients()[leaf]).elements
            }
            #expect(gradients[0] == gradients[1])
        }
    }

    @Test func aLevelEmbeddingStartsAsNothingAndLearns() throws {
        let (clip, _) = try TinyRewards.pickScore()
        let (image, _) = try TinyRewards.imageReward()
        let (aesthetic, _) = try TinyRewards.aesthetic("aesthetic")
        let rewards: [(any RewardModel, Int)] = [
            (clip, clip.shiftFeatures), (image, image.shiftFeatures), (aesthetic, aesthetic.shiftFeatures),
        ]
        for (reward, features) in rewards {
            let store = ParameterStore(.random(seed: 1), isTrainable: true)
            let levels = LevelEmbedding(store.scope["levels"], count: 3, features: features)
            let text = try reward.encode(tokens)
            let scores = try reward.score(pictures, text: text, shift: levels([2, 0, 2, 0, 0]))
            #expect(scores.elements == (try reward.score(pictures, text: text).elements))
            let table = try #require(store["levels.weight"])
            let gradient = try #require(scores.sum().gradients()[table])
            #expect(gradient.gathered([0]).sumOfSquares > 0 && gradient.gathered([2]).sumOfSquares > 0)
            #expect(gradient.gathered([1]).sumOfSquares == 0)
        }
    }

    @Test func theSizesOfOpenCLIPAreReadOffItsArrays() throws {
        let arrays = try TinyRewards.arrays("hps")
        let written = try TinyRewards.decode(OpenCLIPConfiguration.self, "hps/open_clip_config.json").model
        let found = try CLIPModel.Configuration(openCLIP: arrays, visionHeads: 4, textHeads: 3)
        // Three patches of 4 are seen in a picture of 14, and 12 pixels are all that arrays tell.
        var vision = written.vision
        vision.imageSize = 12
        #expect(
            found == CLIPModel.Configuration(text: written.text, vision: vision, projectionFeatures: 12))
        var message = ""
        do { _ = try CLIPModel.Configuration(openCLIP: arrays) } catch { message = "\(error)" }
        #expect(
            message == #"open_clip: "num_attention_heads" is 0; it must be a number from 1 to 512"#)
        var fewer = arrays
        fewer["visual.proj"] = nil
        do {
            _ = try CLIPModel.Configuration(openCLIP: fewer, visionHeads: 4, textHeads: 3)
        } catch { message = "\(error)" }
        #expect(
            message
                == "open_clip: visual.proj is missing; it must have 2 axes, or the sizes cannot be told")
    }

    @Test func everyArrayIsUsedAndEveryParameterFilled() throws {
        var arrays = try TinyRewards.arrays("hps")
        let configuration = try TinyRewards.hps("hps").reward.model.configuration
        arrays["visual.extra"] = arrays["ln_final.weight"]
        arrays["visual.ln_pre.bias"] = nil
        // Rows that do not split into queries, keys and values.
        arrays["transformer.resblocks.0.attn.in_proj_bias"] = arrays["token_embedding.weight"]
        var message = ""
        do { _ = try CLIPModel.load(arrays, configuration: configuration) } catch { message = "\(error)" }
        #expect(
            message == """
                the weights do not fit the architecture:
                  missing: text_model.encoder.layers.0.self_attn.q_proj.bias, \
                text_model.encoder.layers.0.self_attn.k_proj.bias, \
                text_model.encoder.layers.0.self_attn.v_proj.bias, vision_model.pre_layrnorm.bias
                  left over: transformer.resblocks.0.attn.in_proj_bias, visual.extra
                """)
    }

    /// Data-parallel training leaves a prefix behind.
    @Test func aPrefixOfAllNamesIsTakenAway() throws {
        var arrays: [String: StoredTensor] = [:]
        for (name, array) in try TinyRewards.arrays("hps") { arrays["module." + name] = array }
        let (reward, _) = try TinyRewards.hps("hps")
        let (model, _) = try CLIPModel.load(arrays, configuration: reward.model.configuration)
        #expect(
            try model.pictureEmbeddings(pictures).elements == reward.features(of: pictures).elements)
    }

    @Test func rednessIsRedMinusHalfOfTheOthers() throws {
        let reward = RednessReward()
        let pictures = Tensor(
            [1, 0, 0, 1, 1, 1, 0, 1, 0.5, 0, 0, 0].map { Float($0) }, shape: [2, 1, 2, 3])
        #expect(try reward.score(pictures).elements == [0.5, -0.375])
        let leaf = pictures.tracked
        let gradient = try #require(reward.score(leaf).sum().gradients()[leaf])
        #expect(gradient.elements == (0..<4).flatMap { _ -> [Float] in [0.5, -0.25, -0.25] })
        #expect(try reward.features(of: pictures).elements == [1, 0.5, 0.5, 0, 0.5, 0.25])
    }

    /// Redder than red is not redder, and a step further in that direction gains nothing.
    @Test func rednessIsThatOfThePictureAsItIsShown() throws {
        let pictures = Tensor([5, -2, 0.5, 1, 0, 0.5].map { Float($0) }, shape: [2, 1, 1, 3]).tracked
        let scores = try RednessReward().score(pictures)
        #expect(scores.elements == [0.75, 0.75])
        let gradient = try #require(scores.sum().gradients()[pictures])
        #expect(gradient.elements == [0, 0, -0.5, 1, -0.5, -0.5])
    }

    @Test func picturesAreNormalisedAsTheRewardSays() throws {
        let format = try reward("pick-score").format
        #expect(format.size == 14 && format.fit == .cropped)
        #expect(try reward("hps").format.fit == .padded)
        let grey = try format.normalized(Tensor(repeating: 0.5, shape: [1, 14, 14, 3])).elements
        for (found, expected) in zip(grey, [(0.5 - 0.48145466) / 0.26862954, 0.16141, 0.33285]) {
            #expect(abs(Double(found) - expected) < 1e-4)
        }
        #expect(throws: ModelInputError.self) { try format.normalized(.zeros([1, 14, 15, 3])) }
    }
}
