import Foundation
import Kernels
import Layers
import Models
import Tensors
import Testing

/// TAESD gives the numbers and gradients of diffusers.
@Suite struct TinyAutoencoderTests {
    @Test(arguments: ModelParityTests.kernels) func parity(kernels: String) throws {
        let set = try #require(KernelSet.available.first { $0.name == kernels })
        try Execution.with(Compute(kernels: set, threads: 2)) {
            let fixture = try ParityFixture("autoencoder-tiny")
            let model = try fixture.folder.tinyAutoencoder().model
            #expect(model.reduction == 4)
            let latents = try fixture.input("latents").tracked
            let pictures = try fixture.input("pictures").tracked
            try fixture.verify(
                [
                    "decoded": model.decode(latents), "encoded": model.encode(pictures),
                    "unit": model.unitLatents(latents), "ranged": model.latents(ofUnit: latents),
                ], leaves: ["latents": latents, "pictures": pictures])
        }
    }

    @Test func trueSize() throws {
        let store = ParameterStore(.shapesOnly)
        _ = AutoencoderTiny(store.scope, configuration: .init())
        let data = try #require(
            FileManager.default.contents(atPath: ParityFixture.path("true-sizes/autoencoder-tiny.json")))
        struct Known: Decodable {
            let configuration: AutoencoderTiny.Configuration
            let count: Int
        }
        let known = try JSONDecoder().decode(Known.self, from: data)
        #expect(known.configuration == .init())
        #expect(known.count == store.count)
        let again = try JSONDecoder().decode(
            AutoencoderTiny.Configuration.self, from: JSONEncoder().encode(known.configuration))
        #expect(again == known.configuration)
    }

    @Test(arguments: [
        ("{\"act_fn\": \"gelu\"}", "\"act_fn\" is \"gelu\"; supported: \"relu\""),
        (
            "{\"encoder_block_out_channels\": [8, 16], \"num_encoder_blocks\": [1, 1], \"num_decoder_blocks\": [1, 1], "
                + "\"decoder_block_out_channels\": [8, 8]}",
            "\"encoder_block_out_channels\" are [8, 16]; all must be the same"
        ),
        (
            "{\"num_encoder_blocks\": []}",
            "4 \"encoder_block_out_channels\" and 0 \"num_encoder_blocks\"; both must have the same number, from 1 to 16"
        ),
    ]) func refused(text: String, expected: String) throws {
        do {
            _ = try JSONDecoder().decode(AutoencoderTiny.Configuration.self, from: Data(text.utf8))
            Issue.record("\(text) was accepted")
        } catch let error as ConfigurationError {
            #expect("\(error)" == "AutoencoderTiny: \(expected)")
        }
    }
}
