import Checkpoints
import Foundation
import Layers
import Models
import Tensors
import Testing

/// Noise hypernetworks between PEFT and Tweed (`Tools/fixtures/hypernetworks.py`).
@Suite struct HypernetworkAdapterTests {
    private static let base = ModelFolder(Fixtures.folder + "/models/unet-turbo")
    private static let folder = Fixtures.folder + "/adapters/peft-hypernetwork"

    private func shapes() throws -> [String: Shape] {
        let store = try Self.base.unet().store
        return Dictionary(uniqueKeysWithValues: store.parameters.map { ($0.name, $0.shape) })
    }

    /// f at the inputs of the fixture.
    private func output(_ adapter: LowRankAdapter) throws -> Tensor {
        let (model, store) = try Self.base.unet()
        let adapted = UNet2DConditionModel(
            store.scope.adapted(by: adapter), configuration: model.configuration)
        let file = try SafetensorsFile(path: Fixtures.folder + "/models/unet-turbo/parity.safetensors")
        let times = try file.withBytes("input.timesteps") { bytes in
            (0..<2).map { Float(bytes.loadUnaligned(fromByteOffset: $0 * 8, as: Int64.self)) }
        }
        return adapted(
            try file.tensor("input.latents", layout: .checkpoint), timesteps: times,
            text: try file.tensor("input.text", layout: .checkpoint))
    }

    /// The largest difference as a part of the largest value.
    private func error(_ found: Tensor, _ expected: Tensor) throws -> Float {
        try #require(found.shape == expected.shape)
        let largest = expected.elements.map(abs).max() ?? 0
        return (zip(found.elements, expected.elements).map { abs($0 - $1) }.max() ?? .nan) / largest
    }

    @Test func oneThatPEFTWroteGivesWhatPythonGives() throws {
        let file = try LowRankAdapterFile(FileTree(folder: Self.folder))
        #expect(file.replacedLayers.isEmpty, "PEFT does not record it")
        let adapter = try file.adapter(for: shapes(), replacing: ["conv_out"])
        let expected = try SafetensorsFile(path: Self.folder + "/output.safetensors")
            .tensor("sample", layout: .checkpoint)
        let found = try error(output(adapter), expected)
        #expect(found < 1e-5, "\(found)")
        // The last layer's own weight makes a difference.
        #expect(try error(output(file.adapter(for: shapes())), expected) > 0.01)
    }

    @Test func oneThatTweedWroteIsReadBack() throws {
        let adapter = LowRankAdapter(
            rank: 3, alpha: 6, replacedLayers: ["conv_out"], source: .random(seed: 4))
        _ = try output(adapter)
        for parameter in adapter.store.parameters {
            let stream = RandomStream(seed: 6).stream(parameter.name)
            parameter.update(parameter.value + Tensor.normal(parameter.value.shape, from: stream) * 0.1)
        }
        let expected = try output(adapter)
        #expect(expected.elements.contains { $0 != 0 })
        let folder = try TemporaryFolder()
        try LowRankAdapterFile.write(adapter, to: folder.path)
        let read = try LowRankAdapterFile(FileTree(folder: folder.path))
        #expect(read.replacedLayers == ["conv_out"])
        #expect(try output(read.adapter(for: shapes())).elements == expected.elements)
        // Where a folder is named, the adapter stays there, for hypernetworks.py --check.
        if let kept = ProcessInfo.processInfo.environment["TWEED_KEEP_ADAPTERS"] {
            let path = "\(kept)/hypernetwork"
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            try LowRankAdapterFile.write(adapter, to: path)
            try TensorFile.write(
                ["sample": expected], to: path + "/output.safetensors", layout: .checkpoint)
        }
    }
}
