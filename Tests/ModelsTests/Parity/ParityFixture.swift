import Foundation
import Layers
import Models
import Tensors
import Testing

/// A tiny model that a Python library saved, with what it computes there (`Tools/fixtures/diffusers_models.py`).
struct ParityFixture {
    let folder: ModelFolder
    private let file: SafetensorsFile

    static func path(_ name: String, kind: String = "models") -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Fixtures/\(kind)/\(name)").path
    }

    /// - Parameter kind: the folder of fixtures in which it lies.
    init(_ name: String, kind: String = "models") throws {
        let path = Self.path(name, kind: kind)
        folder = ModelFolder(path)
        file = try SafetensorsFile(path: path + "/parity.safetensors")
    }

    /// A tensor of the file, with pictures in the layout of memory.
    private func tensor(_ name: String) throws -> Tensor { try file.tensor(name, layout: .checkpoint) }

    func input(_ name: String) throws -> Tensor { try tensor("input." + name) }

    /// Rows of whole numbers.
    func integers(_ name: String) throws -> [[Int]] {
        let info = try file.info("input." + name)
        let columns = info.shape.last ?? 1
        return try file.withBytes("input." + name) { bytes in
            stride(from: 0, to: info.count, by: columns).map { start in
                (start..<start + columns).map {
                    Int(
                        Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * 8, as: Int64.self)))
                }
            }
        }
    }

    /// Compares outputs with those of Python, then the gradients of their weighted sum at the inputs.
    ///
    /// - Parameters:
    ///   - outputs: by the name in the file; all of the file's must be there.
    ///   - leaves: tracked inputs by name; all whose gradient is in the file must be there.
    ///   - learned: trainable parameters, for files with gradients of some of them.
    func verify(_ outputs: [String: Tensor], leaves: [String: Tensor], learned: ParameterStore? = nil) throws
    {
        try #require(
            Set(file.names.filter { $0.hasPrefix("output.") }) == Set(outputs.keys.map { "output." + $0 }))
        var loss = Tensor(0)
        for (name, found) in outputs {
            let error = try relativeError(found, tensor("output." + name))
            #expect(error < 1e-4, "\(name): \(error)")
            loss = try loss + (found * tensor("weights." + name)).sum()
        }
        let expected = file.names.filter { $0.hasPrefix("gradient.") }
        try #require(Set(expected) == Set(leaves.keys.map { "gradient." + $0 }))
        let gradients = loss.gradients()
        for (name, leaf) in leaves {
            let error = try relativeError(#require(gradients[leaf]), tensor("gradient." + name))
            #expect(error < 1e-3, "gradient of \(name): \(error)")
        }
        guard let learned else { return }
        let names = file.names.filter { $0.hasPrefix("learned.") }
        try #require(!names.isEmpty)
        for name in names {
            let parameter = try #require(learned[String(name.dropFirst("learned.".count))])
            let error = try relativeError(#require(gradients[parameter]), tensor(name))
            #expect(error < 1e-3, "gradient of \(parameter.name): \(error)")
        }
    }

    /// Largest difference as a part of the largest expected value.
    private func relativeError(_ found: Tensor, _ expected: Tensor) throws -> Float {
        try #require(found.shape == expected.shape)
        let largest = expected.elements.map(abs).max() ?? 0
        try #require(largest > 0)
        let difference = zip(found.elements, expected.elements).map { abs($0 - $1) }.max() ?? 0
        let error = difference / largest
        return error.isNaN ? .infinity : error
    }
}
