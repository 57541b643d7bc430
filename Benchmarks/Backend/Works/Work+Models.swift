import Layers
import Models
import Tensors

extension Work {
    /// One forward pass of a large model with random weights, without gradients.
    static func model(_ kind: String, _ sizes: Sizes, _ dtype: Request.NumberType) throws -> Work {
        guard dtype == .float32 else { throw RequestError.unsupported("\(kind) in bf16") }
        let store = ParameterStore(.patterned(seed: 1))
        switch kind {
        case "unet":
            let size = try sizes["size"]
            let model = UNet2DConditionModel(store.scope, configuration: .sdTurbo)
            let latents = Numbers.tensor([1, size, size, 4], seed: 1)
            let text = Numbers.tensor([1, 77, 1_024], seed: 2)
            return .giving(weightBytes: bytes(store)) { model(latents, timesteps: [999], text: text) }
        case "vae decoder":
            let size = try sizes["size"]
            let model = AutoencoderKL(store.scope, configuration: .stableDiffusion, parts: .decoder)
            let latents = Numbers.tensor([1, size, size, 4], seed: 1)
            return .giving(weightBytes: bytes(store)) { model.decode(latents) }
        case "image tower":
            let model = CLIPVisionModel(store.scope, configuration: .vitH14)
            let pictures = Numbers.tensor([try sizes["batch"], 224, 224, 3], seed: 1, scale: 4)
            return .giving(weightBytes: bytes(store)) { model(pictures).pooled }
        default:
            throw RequestError.unknownWork(kind)
        }
    }

    private static func bytes(_ store: ParameterStore) -> Int { store.count * MemoryLayout<Float>.stride }
}
