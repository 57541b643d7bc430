import Foundation
import Tensors
import Values

/// JSON files of checkpoints, in bounded memory.
enum CheckpointJSON {
    /// The index of the largest sharded models has a megabyte.
    static let limits = JSONReader.Limits(maximumDepth: 64, maximumBytes: 16 << 20, maximumNodes: 500_000)

    /// The object in a file.
    static func object(path: String) throws(CheckpointFileError) -> [String: JSONValue] {
        let mapping = try opened(path)
        guard mapping.bytes.count <= limits.maximumBytes else {
            throw CheckpointFileError(
                path: path,
                problem: .limit(
                    what: "bytes of JSON", found: mapping.bytes.count, allowed: limits.maximumBytes))
        }
        return try object(mapping.bytes, path: path)
    }

    static func object(
        _ bytes: some Sequence<UInt8>, path: String
    ) throws(CheckpointFileError) -> [String: JSONValue] {
        let value: JSONValue
        do throws(JSONSyntaxError) {
            value = try JSONValue(parsing: bytes, name: "JSON", limits: limits)
        } catch {
            throw CheckpointFileError(path: path, problem: .json("\(error)"))
        }
        guard let object = value.objectValue else {
            throw CheckpointFileError(
                path: path, problem: .json("expected an object, found another JSON value"))
        }
        return object
    }
}
