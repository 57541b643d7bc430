import Foundation
import Tensors

/// Numbers that look random and are the same in the other program (`numbers.py`): a hash of seed and place.
enum Numbers {
    /// The low 24 bits of the hash of a place.
    @inline(__always)
    static func hash(_ index: Int, _ seed: Int) -> UInt64 {
        var x = (UInt64(index) &+ UInt64(seed) << 40) &* 0x9E37_79B9_7F4A_7C15
        x ^= x >> 29
        x = x &* 0xBF58_476D_1CE4_E5B9
        return x >> 40
    }

    /// Uniform within ± half of `scale`.
    static func tensor(_ shape: Shape, seed: Int, scale: Float = 1) -> Tensor {
        Tensor(shape: shape) { buffer in fill(buffer, seed: seed, scale: scale) }
    }

    /// The same as `tensor`, rounded and mapped from a file, as weights of a checkpoint are.
    static func stored(_ shape: Shape, seed: Int, as type: StoredType) throws -> FrozenWeight {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).safetensors").path
        defer { try? FileManager.default.removeItem(atPath: path) }  // the mapping stays
        try TensorFile.write(["weight": tensor(shape, seed: seed)], to: path, type: type, layout: .checkpoint)
        guard let stored = try SafetensorsFile(path: path).storedTensors["weight"] else {
            preconditionFailure("the file was written with this name")
        }
        return try stored.frozen(.checkpoint)
    }

    static func fill(_ buffer: UnsafeMutableBufferPointer<Float>, seed: Int, scale: Float = 1) {
        for i in buffer.indices {
            buffer[i] = (Float(hash(i, seed)) * (1 / Float(1 << 24)) - 0.5) * scale
        }
    }

    /// Words of captions, below `vocabulary`.
    static func tokens(_ count: Int, vocabulary: Int, seed: Int) -> [Int32] {
        (0..<count).map { Int32(hash($0, seed) % UInt64(vocabulary)) }
    }

    /// Sixteen elements of a result, at places that both programs know, and the root of the mean square of a
    /// thousand others.
    static func samples(_ values: UnsafeBufferPointer<Float>) -> [Float] {
        guard !values.isEmpty else { return [] }
        func value(_ i: Int) -> Float { values[Int(hash(i, 99) % UInt64(values.count))] }
        let squares = (0..<1_000).map { Double(value($0 + 16)) * Double(value($0 + 16)) }
        return (0..<16).map(value) + [Float((squares.reduce(0, +) / 1_000).squareRoot())]
    }

    static func samples(_ tensor: Tensor) -> [Float] { tensor.withUnsafeElements { samples($0) } }
}
