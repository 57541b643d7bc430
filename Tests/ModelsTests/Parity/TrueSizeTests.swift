import Foundation
import Layers
import Models
import Tensors
import Testing

/// The architectures of real checkpoints have the configuration and the parameters of the Python libraries, name by
/// name and shape by shape.
@Suite struct TrueSizeTests {
    /// What `Tools/fixtures/diffusers_models.py` wrote down of one architecture.
    private struct Known<Configuration: Decodable>: Decodable {
        let configuration: Configuration
        let count: Int
        let digest: String
    }

    private func verify<Configuration: Codable & Equatable>(
        _ name: String, _ expected: Configuration, _ build: (ParameterScope, Configuration) -> Void
    ) throws {
        let data = try #require(
            FileManager.default.contents(atPath: ParityFixture.path("true-sizes/\(name).json")))
        let known = try JSONDecoder().decode(Known<Configuration>.self, from: data)
        #expect(known.configuration == expected)
        let again = try JSONDecoder().decode(Configuration.self, from: JSONEncoder().encode(expected))
        #expect(again == expected)

        let store = ParameterStore(.shapesOnly)
        build(store.scope, expected)
        #expect(store.count == known.count)
        #expect(Self.digest(store) == known.digest)
    }

    /// FNV-1a of all names and shapes as checkpoints have them.
    private static func digest(_ store: ParameterStore) -> String {
        let lines = store.parameters.map { parameter -> String in
            var shape = parameter.value.shape.dimensions
            if parameter.role == .convolution { shape.insert(shape.removeLast(), at: 1) }
            return "\(parameter.name) \(shape)\n"
        }
        var digest: UInt64 = 0xCBF2_9CE4_8422_2325
        for line in lines.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            for byte in line.utf8 { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
        let text = String(digest, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }

    private static let denoisers: [(String, UNet2DConditionModel.Configuration)] = [
        ("unet-sd15", .stableDiffusion15), ("unet-sd21", .stableDiffusion21), ("unet-turbo", .sdTurbo),
        ("unet-sdxl", .stableDiffusionXL),
    ]

    @Test(arguments: denoisers)
    func denoiser(name: String, expected: UNet2DConditionModel.Configuration) throws {
        try verify(name, expected) { _ = UNet2DConditionModel($0, configuration: $1) }
    }

    private static let autoencoders: [(String, AutoencoderKL.Configuration)] = [
        ("autoencoder-sd", .stableDiffusion), ("autoencoder-sdxl", .stableDiffusionXL),
    ]

    @Test(arguments: autoencoders)
    func autoencoder(name: String, expected: AutoencoderKL.Configuration) throws {
        try verify(name, expected) { _ = AutoencoderKL($0, configuration: $1) }
    }

    private static let visionTowers: [(String, CLIPVisionModel.Configuration)] = [
        ("vision-b32", .vitB32), ("vision-l14", .vitL14), ("vision-h14", .vitH14),
    ]

    @Test(arguments: visionTowers)
    func visionTower(name: String, expected: CLIPVisionModel.Configuration) throws {
        try verify(name, expected) { _ = CLIPVisionModel($0, configuration: $1) }
    }

    private static let textTowers: [(String, CLIPTextModel.Configuration)] = [
        ("text-sd15", .stableDiffusion15), ("text-sd21", .sdTurbo),
        ("text-sdxl-second", .stableDiffusionXLSecond),
    ]

    @Test(arguments: textTowers)
    func textTower(name: String, expected: CLIPTextModel.Configuration) throws {
        try verify(name, expected) { _ = CLIPTextModel($0, configuration: $1) }
    }
}
