import Kernels
import Layers
import Models
import Tensors
import Testing

/// Every architecture gives the numbers and gradients of the Python library that wrote its checkpoint, on every
/// instruction set of this machine.
@Suite struct ModelParityTests {
    static let kernels = KernelSet.available.map(\.name)

    private func on<Result>(_ kernels: String, _ body: () throws -> Result) throws -> Result {
        let set = try #require(KernelSet.available.first { $0.name == kernels })
        return try Execution.with(Compute(kernels: set, threads: 2), body)
    }

    @Test(arguments: ["unet-sd15", "unet-turbo", "unet-sdxl"], kernels)
    func denoiser(name: String, kernels: String) throws {
        try on(kernels) {
            let fixture = try ParityFixture(name)
            let model = try fixture.folder.unet().model
            var leaves = [
                "latents": try fixture.input("latents").tracked, "text": try fixture.input("text").tracked,
            ]
            var added: UNet2DConditionModel.AddedConditioning?
            if model.configuration.added != nil {
                let pooled = try fixture.input("pooled").tracked
                leaves["pooled"] = pooled
                added = .init(
                    pooledText: pooled, sizes: try fixture.integers("sizes").map { $0.map(Float.init) })
            }
            let sample = model(
                leaves["latents"]!, timesteps: try fixture.integers("timesteps")[0].map(Float.init),
                text: leaves["text"]!, added: added)
            try fixture.verify(["sample": sample], leaves: leaves)
        }
    }

    @Test(arguments: ["autoencoder", "autoencoder-bare"], kernels)
    func autoencoder(name: String, kernels: String) throws {
        try on(kernels) {
            let fixture = try ParityFixture(name)
            let model = try fixture.folder.autoencoder().model
            let latents = try fixture.input("latents").tracked
            let pictures = try fixture.input("pictures").tracked
            let distribution = model.encode(pictures)
            try fixture.verify(
                [
                    "decoded": model.decode(latents), "mean": distribution.mean,
                    "log_variance": distribution.logVariance,
                ], leaves: ["latents": latents, "pictures": pictures])
        }
    }

    @Test(arguments: ["clip-vision-gelu", "clip-vision-quick-gelu"], kernels)
    func clipVision(name: String, kernels: String) throws {
        try on(kernels) {
            let fixture = try ParityFixture(name)
            let model = try fixture.folder.clipVision().model
            let pictures = try fixture.input("pictures").tracked
            let output = model(pictures)
            var outputs = ["hidden_state": output.hiddenState]
            outputs[output.embedding == nil ? "pooled" : "embedding"] = output.embedding ?? output.pooled
            try fixture.verify(outputs, leaves: ["pictures": pictures])
        }
    }

    @Test(arguments: ["clip-text-gelu", "clip-text-quick-gelu"], kernels)
    func clipText(name: String, kernels: String) throws {
        try on(kernels) {
            let fixture = try ParityFixture(name)
            let model = try fixture.folder.clipText().model
            let output = model(try fixture.integers("tokens"))
            var outputs = ["hidden_state": output.hiddenState, "penultimate": output.penultimateState]
            outputs[output.embedding == nil ? "pooled" : "embedding"] = output.embedding ?? output.pooled
            try fixture.verify(outputs, leaves: [:])
        }
    }
}
