/// A pickle by hand.
enum PickleBytes {
    static func text(_ text: String) -> [UInt8] { [0x58] + UInt32(text.utf8.count).little + Array(text.utf8) }

    static func global(_ module: String, _ name: String) -> [UInt8] { Array("c\(module)\n\(name)\n".utf8) }

    static func integer(_ value: Int) -> [UInt8] { [0x8A, 8] + value.little }

    static func tuple(_ values: [Int]) -> [UInt8] { [0x28] + values.flatMap(integer) + [0x74] }

    /// `_rebuild_tensor_v2` of a storage of float32.
    static func tensor(
        key: String = "0", count: Int, offset: Int = 0, shape: [Int], strides: [Int],
        storage: String = "FloatStorage"
    ) -> [UInt8] {
        let identity =
            [0x28] + text("storage") + global("torch", storage) + text(key) + text("cpu") + integer(count)
            + [0x74, 0x51]
        let rest = [0x89] + global("collections", "OrderedDict") + [0x29, 0x52]
        return global("torch._utils", "_rebuild_tensor_v2") + [0x28] + identity + integer(offset)
            + tuple(shape) + tuple(strides) + rest + [0x74, 0x52]
    }

    /// A dictionary of names and values.
    static func dictionary(_ members: [(String, [UInt8])]) -> [UInt8] {
        [0x7D, 0x28] + members.flatMap { text($0.0) + $0.1 } + [0x75]
    }

    static func whole(_ body: [UInt8]) -> [UInt8] { [0x80, 2] + body + [0x2E] }
}
