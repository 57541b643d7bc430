/// Named tensors as one safetensors file.
public enum TensorFile {
    /// How arrays of four axes lie in the file.
    public enum Layout: Sendable {
        /// As in memory; for states that only Tweed reads.
        case memory
        /// Convolution weights as `[out, in, height, width]`, as other programs save and expect them.
        case checkpoint
    }

    /// Writes all tensors, atomically.
    public static func write(
        _ tensors: [String: Tensor], to path: String, type: StoredType = .float32, layout: Layout,
        metadata: [String: String] = [:]
    ) throws(SafetensorsError) {
        let entries = tensors.sorted { $0.key < $1.key }.map { name, tensor in
            let stored =
                layout == .checkpoint && tensor.shape.rank == 4
                ? tensor.detached.transposed([0, 3, 1, 2]) : tensor
            return SafetensorsTensor(
                name: name, shape: stored.shape.dimensions, type: type, floats: stored.elements)
        }
        try SafetensorsWriter.write(entries, metadata: metadata, to: path)
    }

    /// Reads all tensors.
    public static func read(_ path: String, layout: Layout) throws(SafetensorsError) -> [String: Tensor] {
        let file = try SafetensorsFile(path: path)
        var tensors: [String: Tensor] = [:]
        for name in file.names { tensors[name] = try file.tensor(name, layout: layout) }
        return tensors
    }
}

extension SafetensorsFile {
    /// One tensor as float32.
    public func tensor(_ name: String, layout: TensorFile.Layout) throws(SafetensorsError) -> Tensor {
        let shape = try info(name).shape
        let tensor = Tensor(try readFloats(name), shape: Shape(shape))
        return layout == .checkpoint && shape.count == 4 ? tensor.transposed([0, 2, 3, 1]) : tensor
    }
}
