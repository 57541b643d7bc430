import Foundation
import Models
import Tensors
import Testing

/// What the schedulers of diffusers do, step by step (`Tools/fixtures/samplers.py`).
struct SamplerFixture {
    /// One scheduler with one number of steps.
    struct Case {
        let index: Int
        /// The text of its `scheduler_config.json`.
        let configuration: Data
        let steps: Int
        let eta: Double
        let timesteps: [Double]
        let scale: Double
    }

    let cases: [Case]
    let file: SafetensorsFile

    static func path(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Fixtures/samplers/\(name)").path
    }

    init() throws {
        let data = try #require(FileManager.default.contents(atPath: Self.path("cases.json")))
        let list = try #require(JSONSerialization.jsonObject(with: data) as? [[String: Any]])
        cases = try list.enumerated().map { index, item in
            Case(
                index: index,
                configuration: try JSONSerialization.data(
                    withJSONObject: try #require(item["configuration"])),
                steps: try #require(item["steps"] as? Int),
                eta: try #require((item["eta"] as? NSNumber)?.doubleValue),
                timesteps: try #require(item["timesteps"] as? [NSNumber]).map(\.doubleValue),
                scale: try #require((item["scale"] as? NSNumber)?.doubleValue))
        }
        file = try SafetensorsFile(path: Self.path("values.safetensors"))
    }

    func tensor(_ name: String) throws -> Tensor { try file.tensor(name, layout: .memory) }

    /// Rows of a stored table, each in the shape of a state.
    func rows(_ name: String) throws -> [Tensor] {
        let table = try tensor(name)
        return (0..<table.shape[0]).map {
            table.sliced(axis: 0, $0..<$0 + 1).reshaped(Shape(Array(table.shape.dimensions.dropFirst())))
        }
    }

    /// The network of the script.
    static func network(_ input: Tensor, _ timestep: Float) -> Tensor {
        (input * 0.8 + (0.5 - timestep / 1000)).tanh
    }
}
