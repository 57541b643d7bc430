import Foundation
import Tensors
import Testing

/// A safetensors file of given names and shapes, of zeros that take no room on the disk; gone with this object.
final class SparseCheckpoint {
    let arrays: [String: StoredTensor]
    private let path: String

    init(_ shapes: [String: [Int]]) throws {
        path =
            FileManager.default.temporaryDirectory
            .appendingPathComponent("tweed-\(UUID().uuidString).safetensors").path
        var header: [String: Any] = [:]
        var end = 0
        for (name, shape) in shapes.sorted(by: { $0.key < $1.key }) {
            let isPosition = name.hasSuffix("position_ids")
            let start = end
            end += shape.reduce(1, *) * (isPosition ? 8 : 2)
            header[name] = [
                "dtype": isPosition ? "I64" : "F16", "shape": shape, "data_offsets": [start, end],
            ]
        }
        let text = try JSONSerialization.data(withJSONObject: header)
        var start = Data()
        withUnsafeBytes(of: UInt64(text.count).littleEndian) { start.append(contentsOf: $0) }
        try #require(FileManager.default.createFile(atPath: path, contents: start + text))
        let file = try #require(FileHandle(forWritingAtPath: path))
        try file.truncate(atOffset: UInt64(8 + text.count + end))
        try file.close()
        arrays = try SafetensorsFile(path: path).storedTensors
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
