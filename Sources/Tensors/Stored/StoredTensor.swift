import Kernels

/// A tensor of a file, mapped and not read: its bytes are fetched when they are first used, and can be dropped by
/// the system at any time.
public struct StoredTensor: @unchecked Sendable {
    // Unchecked: the bytes are never written.

    public let name: String
    public let type: StoredType
    /// As in the file.
    public let shape: Shape

    let bytes: UnsafeRawBufferPointer
    /// Keeps the bytes alive.
    let owner: any AnyObject & Sendable

    init(
        name: String, type: StoredType, shape: Shape, bytes: UnsafeRawBufferPointer,
        owner: any AnyObject & Sendable
    ) {
        assert(bytes.count == shape.count * type.size)
        self.name = name
        self.type = type
        self.shape = shape
        self.bytes = bytes
        self.owner = owner
    }

    init(name: String, info: TensorInfo, mapping: FileMapping) {
        // The header's check bounds the shapes.
        self.init(
            name: name, type: info.type, shape: Shape(info.shape), byteRange: info.byteRange, mapping: mapping
        )
    }

    /// A tensor in any mapped file.
    ///
    /// - Precondition: the range lies in the mapping and is as long as type and shape say.
    package init(name: String, type: StoredType, shape: Shape, byteRange: Range<Int>, mapping: FileMapping) {
        precondition(byteRange.count == shape.count * type.size, "\(name): \(byteRange) for \(shape)")
        self.init(
            name: name, type: type, shape: shape,
            bytes: UnsafeRawBufferPointer(rebasing: mapping.bytes[byteRange]), owner: mapping)
    }

    /// The same bytes under another name, or in another shape of as many elements.
    package func viewed(name: String? = nil, shape newShape: Shape? = nil) -> StoredTensor {
        let shape = newShape ?? shape
        precondition(shape.count == self.shape.count, "\(self.name): \(shape) of \(self.shape)")
        return StoredTensor(name: name ?? self.name, type: type, shape: shape, bytes: bytes, owner: owner)
    }

    /// Calls `body` with the tensor's bytes in the file: little-endian, row-major, and aligned only as the file's
    /// writer left them.
    public func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { withExtendedLifetime(owner) {} }
        return try body(bytes)
    }

    /// The shape in memory: convolution kernels of a checkpoint, `[out, in, height, width]`, are `[out, height,
    /// width, in]` there.
    public func memoryShape(_ layout: TensorFile.Layout) -> Shape {
        layout == .checkpoint && shape.rank == 4 ? [shape[0], shape[2], shape[3], shape[1]] : shape
    }

    /// The weight as it lies in the file; only one in float64 is converted, since no product takes it.
    public func frozen(_ layout: TensorFile.Layout) throws(TensorError) -> FrozenWeight {
        let elementType: Compute.ElementType
        switch type {
        case .float32: elementType = .float32
        case .bfloat16: elementType = .bfloat16
        case .float16: elementType = .float16
        default: return FrozenWeight(try tensor(layout))
        }
        // Of an empty tensor, any address will do.
        let start = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 64)!
        return FrozenWeight(
            shape: memoryShape(layout), elementType: elementType,
            order: layout == .checkpoint && shape.rank == 4 ? .channelsFirst : .channelsLast, start: start,
            owner: owner)
    }

    /// A copy in float32.
    public func tensor(_ layout: TensorFile.Layout) throws(TensorError) -> Tensor {
        guard SafetensorsFile.floatTypes.contains(type) else {
            throw .elementType(tensor: name, found: type, expected: SafetensorsFile.floatTypes)
        }
        let plain = Tensor(shape: shape) { buffer in
            SafetensorsFile.convert(bytes, of: type, count: shape.count, into: buffer)
        }
        withExtendedLifetime(owner) {}
        return layout == .checkpoint && shape.rank == 4 ? plain.transposed([0, 2, 3, 1]) : plain
    }
}

extension SafetensorsFile {
    /// All tensors by name, mapped.
    public var storedTensors: [String: StoredTensor] {
        Dictionary(
            uniqueKeysWithValues: names.map { name in
                (name, StoredTensor(name: name, info: tensors[name]!, mapping: mapping))
            })
    }
}
