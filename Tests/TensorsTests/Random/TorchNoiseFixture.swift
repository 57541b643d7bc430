import Foundation
import Tensors

/// Draws of PyTorch, and of a second writing-down of its algorithm for GPUs (`Tools/fixtures/torch_noise.py`).
struct TorchNoiseFixture {
    struct Draw: Decodable {
        let kind: String
        let type: StoredType
        let count: Int
    }

    struct Device: Decodable {
        let name: String
        let seed: UInt64
        let multiprocessors: Int
        let threads: Int
        let draws: [Draw]
    }

    struct Plan: Decodable {
        let seeds: [UInt64]
        let draws: [Draw]
        let devices: [Device]
    }

    let plan: Plan
    let cpu: SafetensorsFile
    let cuda: SafetensorsFile

    init() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Fixtures/noise").path
        plan = try JSONDecoder().decode(
            Plan.self, from: Data(contentsOf: URL(fileURLWithPath: folder + "/plan.json")))
        cpu = try SafetensorsFile(path: folder + "/cpu.safetensors")
        cuda = try SafetensorsFile(path: folder + "/cuda.safetensors")
    }
}
