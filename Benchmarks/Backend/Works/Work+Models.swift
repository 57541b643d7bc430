import Layers
import Models
import Tensors

extension Work {
    /// One forward pass of a large model with random weights, without gradients.
    ///
    /// - Parameter weights: a file of `writeWeights`, which is mapped; weights are made in memory where it is `nil`,
    ///   which is for float32 only.
    static func model(
        _ kind: String, _ sizes: Sizes, _ dtype: Request.NumberType, weights path: String?
    ) throws -> Work {
        guard path != nil || dtype == .float32 else {
            throw RequestError.unsupported("\(kind) in bf16 without a file of weights")
        }
        let store = ParameterStore(
            try path.map { .stored(try SafetensorsFile(path: $0).storedTensors) } ?? .patterned(seed: 1))
        let forward = try forward(kind, sizes, store)
        try store.verify()
        return .giving(weightBytes: store.storedBytes, packedBytes: store.packedBytes, forward)
    }

    private static func forward(_ kind: String, _ sizes: Sizes, _ store: ParameterStore) throws -> () ->
        Tensor
    {
        switch kind {
        case "unet":
            let size = try sizes["size"]
            let model = UNet2DConditionModel(store.scope, configuration: .sdTurbo)
            let latents = Numbers.tensor([1, size, size, 4], seed: 1)
            let text = Numbers.tensor([1, 77, 1_024], seed: 2)
            return { model(latents, timesteps: [999], text: text) }
        case "vae decoder":
            let size = try sizes["size"]
            let model = AutoencoderKL(store.scope, configuration: .stableDiffusion, parts: .decoder)
            let latents = Numbers.tensor([1, size, size, 4], seed: 1)
            return { model.decode(latents) }
        case "image tower":
            let model = CLIPVisionModel(store.scope, configuration: .vitH14)
            let pictures = Numbers.tensor([try sizes["batch"], 224, 224, 3], seed: 1, scale: 4)
            return {
                let output = model(pictures)
                return output.embedding ?? output.pooled
            }
        default:
            throw RequestError.unknownWork(kind)
        }
    }

    /// Writes random weights of a large model, so that another process can map them as it maps a checkpoint.
    static func writeWeights(_ request: Request) throws {
        guard let path = request.weights else { throw RequestError.missingSize("weights") }
        let store = ParameterStore(.patterned(seed: 1))
        _ = try forward(request.kind ?? "", Sizes(request.sizes ?? [:]), store)
        try TensorFile.write(
            store.values, to: path, type: (request.dtype ?? .float32).stored, layout: .checkpoint)
    }
}
