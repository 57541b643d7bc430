/// A safetensors file, mapped into memory; its header is checked completely before anything can be read.
///
///     let file = try SafetensorsFile(path: "unet.safetensors")
///     let weights = try file.readFloats("conv_in.weight")
public struct SafetensorsFile: Sendable {
    public let path: String
    /// Names of the tensors, sorted.
    public let names: [String]
    /// The free texts of the header.
    public let metadata: [String: String]

    let tensors: [String: TensorInfo]
    let mapping: FileMapping

    /// Maps the file and checks its header.
    public init(path: String) throws(SafetensorsError) {
        let mapping = try FileMapping(path: path)
        let header = try SafetensorsHeader(path: path, file: mapping.bytes)
        self.path = path
        self.mapping = mapping
        tensors = header.tensors
        metadata = header.metadata
        names = header.tensors.keys.sorted()
    }

    public func contains(_ name: String) -> Bool { tensors[name] != nil }

    /// Type, shape and place of a tensor.
    public func info(_ name: String) throws(SafetensorsError) -> TensorInfo {
        guard let info = tensors[name] else {
            throw SafetensorsError(path: path, problem: .noTensor(name, names: names))
        }
        return info
    }

    /// Calls `body` with the tensor's bytes in the mapping: little-endian, row-major, and aligned only as the
    /// file's writer left them. They stay valid as long as any copy of this value lives.
    public func withBytes<Result>(
        _ name: String, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result {
        let range = try info(name).byteRange
        return try withExtendedLifetime(mapping) {
            try body(UnsafeRawBufferPointer(rebasing: mapping.bytes[range]))
        }
    }

    /// Types that `readFloats` converts.
    public static let floatTypes: [StoredType] = [.float32, .float16, .bfloat16, .float64]

    /// The tensor's elements as float32; float64 is rounded, the others are exact.
    public func readFloats(_ name: String) throws(SafetensorsError) -> [Float] {
        let info = try info(name)
        guard Self.floatTypes.contains(info.type) else {
            throw SafetensorsError(
                path: path, problem: .typeOfTensor(name, found: info.type, expected: Self.floatTypes))
        }
        let source = UnsafeRawBufferPointer(rebasing: mapping.bytes[info.byteRange])
        return withExtendedLifetime(mapping) {
            [Float](unsafeUninitializedCapacity: info.count) { buffer, count in
                Self.convert(source, of: info.type, count: info.count, into: buffer)
                count = info.count
            }
        }
    }

    /// Bytes may begin anywhere, so every load is an unaligned one.
    static func convert(
        _ source: UnsafeRawBufferPointer, of type: StoredType, count: Int,
        into target: UnsafeMutableBufferPointer<Float>
    ) {
        guard count > 0, let source = source.baseAddress, let target = target.baseAddress else { return }
        switch type {
        case .float32:
            for index in 0..<count {
                let bits = source.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)
                target[index] = Float(bitPattern: UInt32(littleEndian: bits))
            }
        case .bfloat16:
            for index in 0..<count {
                let bits = source.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self)
                target[index] = HalfPrecision.fromBFloat16(UInt16(littleEndian: bits))
            }
        case .float16:
            for index in 0..<count {
                let bits = source.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self)
                target[index] = HalfPrecision.fromFloat16(UInt16(littleEndian: bits))
            }
        case .float64:
            for index in 0..<count {
                let bits = source.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self)
                target[index] = Float(Double(bitPattern: UInt64(littleEndian: bits)))
            }
        default:
            preconditionFailure("the caller admits floats only, not \(type.rawValue)")
        }
    }
}
